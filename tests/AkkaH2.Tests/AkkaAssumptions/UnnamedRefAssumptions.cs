using Akka.Actor;
using Akka.Event;
using Akka.Streams;
using AkkaH2.Actors;

namespace AkkaH2.Tests.AkkaAssumptions;

/// <summary>All of them for UnnamedRef, as which reply addresses are made: a class of Akka.NET that is meant to be internal, and StageActor below it.</summary>
public sealed class UnnamedRefAssumptions : AssumptionTest
{
    private readonly List<(IActorRef Sender, object Message)> _received = [];

    /// <summary>ReplyAddress: a whole response goes from the replier's thread to the connection, without a mailbox.</summary>
    [Fact]
    public void What_it_is_told_is_received_on_the_thread_that_tells_it()
    {
        Make().Tell("hello", TestActor);
        Assert.Equal([(TestActor, (object)"hello")], _received);
    }

    /// <summary>UnnamedRef: an actor that is told something with it as the sender and replies to that does not ask for its name.</summary>
    [Fact]
    public async Task Who_replies_to_it_or_passes_it_on_does_not_name_it()
    {
        var address = Make();
        var replier = Sys.ActorOf(Props.Create(() => new Replier()));
        Sys.ActorOf(Props.Create(() => new Forwarder(replier))).Tell("request", address);

        await AwaitAssertAsync(() => Assert.Equal((replier, (object)"reply"), Assert.Single(_received)), Deadline);
        Assert.False(address.IsNamed);
    }

    /// <summary>ReplyAddress: the sender of a request is found from another process while its exchange is open, and not afterwards.</summary>
    [Fact]
    public async Task It_is_found_by_its_path_until_it_ends()
    {
        var address = Make();
        Resolve(address).Tell("by its path", TestActor);
        Assert.Equal("by its path", Assert.Single(_received).Message);

        address.End();
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        Resolve(address).Tell("too late", TestActor);
        Assert.Equal("too late", (await ExpectMsgAsync<DeadLetter>(Deadline)).Message);
        Assert.Single(_received);
    }

    /// <summary>UnnamedRef: whatever has its name is equal to it, and so is what another process makes of the name.</summary>
    [Fact]
    public void It_is_equal_to_what_is_found_by_its_path()
    {
        var address = Make();
        var found = Resolve(address);
        Assert.NotSame(address, found);
        Assert.True(found.Equals(address) && address.Equals(found));
        Assert.Equal(found.GetHashCode(), address.GetHashCode());
        Assert.False(address.Equals(Make()));
    }

    /// <summary>ReplyAddress: actors that watch the sender of their request are told when its exchange is over, also where it is over already.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_watchers_are_told_when_it_ends(bool endedBefore)
    {
        var address = Make();
        if (endedBefore) address.End();
        Watch(address);
        if (!endedBefore) address.End();
        Assert.Equal(address, (await ExpectMsgAsync<Terminated>(Deadline)).ActorRef);
    }

    /// <summary>UnnamedRef: who does not watch it any more is told nothing.</summary>
    [Fact]
    public async Task Who_has_stopped_watching_is_not_told()
    {
        var address = Make();
        Watch(address);
        Unwatch(address);
        address.End();
        Sys.Stop(Watch(Sys.ActorOf(Props.Create(() => new Child()))));
        Assert.NotEqual(address, (await ExpectMsgAsync<Terminated>(Deadline)).ActorRef);
    }

    /// <summary>ReplyAddress: it publishes late replies as dead letters itself, because its reference still takes them.</summary>
    [Fact]
    public void What_it_is_told_after_it_has_ended_it_still_receives()
    {
        var address = Make();
        _ = address.Path;
        address.End();
        address.Tell("late", TestActor);
        Assert.Equal("late", Assert.Single(_received).Message);
    }

    /// <summary>UnnamedRef: an address is a child of its StreamActor and ends with it.</summary>
    [Fact]
    public async Task It_is_a_child_of_its_parent_and_ends_with_it()
    {
        var parent = Parent();
        var address = Make(parent);
        Assert.Equal(parent.Path, address.Path.Parent);

        Watch(address);
        Sys.Stop(parent);
        Assert.Equal(address, (await ExpectMsgAsync<Terminated>(Deadline)).ActorRef);
    }

    /// <summary>UnnamedRef: it may be named by whoever has it, while another one ends it.</summary>
    [Fact]
    public async Task Many_threads_may_name_and_end_those_of_one_parent()
    {
        var (parent, addresses) = (Parent(), new ReplyAddresses((ActorMaterializer)Sys.Materializer()));
        var made = Enumerable.Range(0, 2_000).Select(_ => new Address(addresses, parent, _ => { })).ToArray();
        var names = await Task.WhenAll(
            Task.Run(() => made.Select(address => address.Path.Name).ToArray()),
            Task.Run(() => made.Select(address => address.Path.Name).ToArray()),
            Task.Run(() => made.Select(End).ToArray()));

        Assert.Equal(names[0], names[1]);
        Assert.Equal(2_000, names[0].Distinct().Count());
        Assert.All(made, address => Assert.Same(ActorRefs.Nobody, Found(address)));

        static string End(Address address)
        {
            address.End();
            return "";
        }
    }

    // As ReplyAddress does it: below an actor that has a parent, and runs. (The supervisor of a materializer that was just made may not have started.)
    private Address Make() => Make(Parent());

    private Address Make(IActorRef parent) => new(new ReplyAddresses((ActorMaterializer)Sys.Materializer()), parent, _received.Add);

    private IActorRef Parent()
    {
        Sys.ActorOf(Props.Create(() => new Family(TestActor)));
        return ExpectMsg<IActorRef>(Deadline);
    }

    private IActorRef Resolve(IActorRef actor) => ((ExtendedActorSystem)Sys).Provider.ResolveActorRef(actor.Path.ToSerializationFormat());

    // What its name leads to: an empty reference is what Akka.NET makes of one that leads nowhere.
    private IActorRef Found(IActorRef actor) => Resolve(actor) is var found && found.Equals(actor) && found is not EmptyLocalActorRef ? found : ActorRefs.Nobody;

    private sealed class Address(ReplyAddresses addresses, IActorRef parent, Action<(IActorRef Sender, object Message)> onTold) : UnnamedRef(addresses, parent)
    {
        private volatile bool _ended;

        protected override bool HasEnded => _ended;

        public void End()
        {
            _ended = true;
            Stop();
        }

        protected override void OnTold((IActorRef Sender, object Message) told) => onTold(told);
    }

    // Its child is an actor as a StreamActor is one.
    private sealed class Family : ReceiveActor
    {
        public Family(IActorRef log) => log.Tell(Context.ActorOf(Props.Create(() => new Child())));
    }

    private sealed class Child : ReceiveActor;

    private sealed class Replier : ReceiveActor
    {
        public Replier() => ReceiveAny(_ => Sender.Tell("reply"));
    }

    private sealed class Forwarder : ReceiveActor
    {
        public Forwarder(IActorRef to) => ReceiveAny(to.Forward);
    }
}
