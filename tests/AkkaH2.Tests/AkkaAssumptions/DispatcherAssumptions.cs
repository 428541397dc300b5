using Akka.Actor;
using Akka.Configuration;

namespace AkkaH2.Tests.AkkaAssumptions;

public sealed class DispatcherAssumptions() : AssumptionTest($$"""
    one-thread {
      id = one-thread
      type = "{{typeof(OneThreadConfigurator).AssemblyQualifiedName}}"
      throughput = 2
    }
    """)
{
    private OneThreadDispatcher OneThread => (OneThreadDispatcher)Sys.Dispatchers.Lookup("one-thread");

    /// <summary>AffineDispatcher: it is a class of AkkaH2, named in HOCON.</summary>
    [Fact]
    public async Task A_dispatcher_of_ones_own_runs_the_actors_that_name_it()
    {
        var actor = Sys.ActorOf(Props.Create(() => new ThreadNames()).WithDispatcher("one-thread"));
        Assert.Equal(OneThreadDispatcher.ThreadName, await actor.Ask<string>("where?", Deadline));
    }

    /// <summary>Turn: what <c>ExecuteTask</c> gets may wait in a queue, and any thread may run it; a mailbox is there once until it has run.</summary>
    [Fact]
    public async Task A_mailbox_waits_in_the_queue_of_its_dispatcher_once()
    {
        var actor = Sys.ActorOf(Props.Create(() => new ThreadNames()).WithDispatcher("one-thread"));
        await actor.Ask<string>("start", Deadline);
        OneThread.Gate.Reset();
        OneThread.Executed.Clear();
        for (var i = 0; i < 10; i++)
            actor.Tell("where?", TestActor);
        Assert.InRange(OneThread.Executed.Count, 0, 2); // the run that answered the question may not have ended
        OneThread.Gate.Set();
        for (var i = 0; i < 10; i++)
            await ExpectMsgAsync(OneThreadDispatcher.ThreadName, Deadline);
    }

    /// <summary>Turn: a run handles <c>throughput</c> messages, and the rest of the mailbox is handed over again.</summary>
    [Fact]
    public async Task A_run_handles_as_many_messages_as_the_throughput_says()
    {
        var actor = Sys.ActorOf(Props.Create(() => new ThreadNames()).WithDispatcher("one-thread"));
        await actor.Ask<string>("start", Deadline);
        OneThread.Gate.Reset();
        OneThread.Executed.Clear();
        for (var i = 0; i < 10; i++)
            actor.Tell("where?", TestActor);
        OneThread.Gate.Set();
        for (var i = 0; i < 10; i++)
            await ExpectMsgAsync(OneThreadDispatcher.ThreadName, Deadline);
        Assert.InRange(OneThread.Executed.Count, 4, 6);
    }

    /// <summary>Http2: its dispatcher comes with the extension, after the system has read its own.</summary>
    [Fact]
    public async Task A_dispatcher_can_be_registered_while_the_system_runs()
    {
        Assert.False(Sys.Dispatchers.HasDispatcher("late"));
        var config = ConfigurationFactory.ParseString("id = late, throughput = 1");
        Assert.True(Sys.Dispatchers.RegisterConfigurator("late", new OneThreadConfigurator(config, Sys.Dispatchers.Prerequisites)));
        var actor = Sys.ActorOf(Props.Create(() => new ThreadNames()).WithDispatcher("late"));
        Assert.Equal(OneThreadDispatcher.ThreadName, await actor.Ask<string>("where?", Deadline));
    }

    /// <summary>AffineDispatcher: however runs join a turn, are handed over or begin one, no mailbox with a message in it stays asleep.</summary>
    [Fact]
    public async Task No_wake_up_is_lost_on_the_affine_dispatcher()
    {
        const int actors = 32, senders = 4, rounds = 5_000, hops = 8;
        var done = new CountdownEvent(senders * rounds);
        var ring = new IActorRef[actors];
        for (var i = 0; i < actors; i++)
        {
            var number = i;
            ring[i] = Sys.ActorOf(Props.Create(() => new Passing(ring, number, done)).WithDispatcher(Sys.Http2().Settings.Dispatcher));
        }

        // From outside, and from one to the next within a turn.
        await Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < rounds; i++)
                ring[((sender * 7) + (i * 5)) % actors].Tell(hops);
        })));
        Assert.True(await Task.Run(() => done.Wait(Deadline)), $"{done.CurrentCount} messages are asleep");
    }

    private sealed class ThreadNames : ReceiveActor
    {
        public ThreadNames() => Receive<string>(_ => Sender.Tell(Thread.CurrentThread.Name ?? ""));
    }

    private sealed class Passing : ReceiveActor
    {
        public Passing(IActorRef[] ring, int number, CountdownEvent done) => Receive<int>(hops =>
        {
            if (hops == 0) done.Signal();
            else ring[(number + hops) % ring.Length].Tell(hops - 1);
        });
    }
}
