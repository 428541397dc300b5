using Akka.Actor;
using Akka.Event;
using Akka.Streams;
using Akka.Streams.Stage;
using AkkaH2.Actors;

namespace AkkaH2.Tests.AkkaAssumptions;

/// <summary>All of them for ReplyAddress, which is such a reference, and AddressParent, which says whose child it is.</summary>
public sealed class StageActorAssumptions : AssumptionTest
{
    private readonly List<(IActorRef Sender, object Message)> _received = [];

    /// <summary>ReplyAddress: a whole response goes from the replier's thread to the connection, without a mailbox.</summary>
    [Fact]
    public void What_it_is_told_is_received_on_the_thread_that_tells_it()
    {
        Make().Ref.Tell("hello", TestActor);
        Assert.Equal([(TestActor, (object)"hello")], _received);
    }

    /// <summary>ReplyAddress: the sender of a request is found from another process while its exchange is open, and not afterwards.</summary>
    [Fact]
    public async Task It_is_found_by_its_path_until_it_stops()
    {
        var stage = Make();
        Resolve(stage.Ref).Tell("by its path", TestActor);
        Assert.Equal("by its path", Assert.Single(_received).Message);

        stage.Stop();
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        Resolve(stage.Ref).Tell("too late", TestActor);
        Assert.Equal("too late", (await ExpectMsgAsync<DeadLetter>(Deadline)).Message);
        Assert.Single(_received);
    }

    /// <summary>ReplyAddress: actors that watch the sender of their request are told when its exchange is over, also where it is over already.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_watchers_are_told_when_it_stops(bool stoppedBefore)
    {
        var stage = Make();
        if (stoppedBefore) stage.Stop();
        Watch(stage.Ref);
        if (!stoppedBefore) stage.Stop();
        Assert.Equal(stage.Ref, (await ExpectMsgAsync<Terminated>(Deadline)).ActorRef);
    }

    /// <summary>ReplyAddress: it publishes late replies as dead letters itself, because its reference still takes them.</summary>
    [Fact]
    public void What_it_is_told_after_it_has_stopped_it_still_receives()
    {
        var stage = Make();
        stage.Stop();
        stage.Ref.Tell("late", TestActor);
        Assert.Equal("late", Assert.Single(_received).Message);
    }

    /// <summary>ReplyAddresses: an address is a child of its StreamActor and ends with it.</summary>
    [Fact]
    public async Task It_is_a_child_of_its_materializers_supervisor_and_ends_with_it()
    {
        var supervisor = Supervisor();
        var stage = Make(supervisor);
        Assert.Equal(supervisor.Path, stage.Ref.Path.Parent);

        Watch(stage.Ref);
        Sys.Stop(supervisor);
        Assert.Equal(stage.Ref, (await ExpectMsgAsync<Terminated>(Deadline)).ActorRef);
    }

    /// <summary>DirectCalls: an address is made by its connection, and ends on the thread that replies, whatever its StreamActor does meanwhile.</summary>
    [Fact]
    public async Task Many_threads_may_make_and_end_those_of_one_supervisor()
    {
        var (supervisor, addresses, heard) = (Supervisor(), new ReplyAddresses(Sys.Materializer()), 0);
        var names = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 2_000).Select(_ => MakeAndEnd()).ToArray())));
        Assert.Equal((8_000, 8_000), (names.SelectMany(some => some).Distinct().Count(), heard));

        string MakeAndEnd()
        {
            var address = addresses.Make(supervisor, _ => Interlocked.Increment(ref heard));
            address.Ref.Tell("heard");
            address.Stop();
            return address.Ref.Path.Name;
        }
    }

    // As ReplyAddress does it: below an actor that has a parent, and runs. (The supervisor of a materializer that was just made may not have started.)
    private StageActor Make() => Make(Supervisor());

    private StageActor Make(IActorRef supervisor) => new ReplyAddresses(Sys.Materializer()).Make(supervisor, _received.Add);

    private IActorRef Supervisor()
    {
        Sys.ActorOf(Props.Create(() => new Parent(TestActor)));
        return ExpectMsg<IActorRef>(Deadline);
    }

    private IActorRef Resolve(IActorRef actor) => ((ExtendedActorSystem)Sys).Provider.ResolveActorRef(actor.Path.ToSerializationFormat());

    // Its child is an actor as a StreamActor is one.
    private sealed class Parent : ReceiveActor
    {
        public Parent(IActorRef log) => log.Tell(Context.ActorOf(Props.Create(() => new Child())));
    }

    private sealed class Child : ReceiveActor;
}
