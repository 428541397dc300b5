using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>"For a given pair of actors, messages sent directly from the first to the second will not be received out-of-order."</summary>
public sealed class MessageOrderTests : TestKit
{
    private const int Messages = 10_000;

    [Fact]
    public void Messages_of_one_sender_arrive_in_the_order_they_were_sent()
    {
        var receiver = Sys.ActorOf(Props.Create(() => new Forwarder(TestActor)));

        for (var i = 0; i < Messages; i++)
            receiver.Tell(i);

        for (var i = 0; i < Messages; i++)
            ExpectMsg(i);
    }

    [Fact]
    public void Messages_of_several_senders_keep_the_order_of_each()
    {
        var receiver = Sys.ActorOf(Props.Create(() => new Forwarder(TestActor)));
        var senders = Enumerable.Range(0, 4).Select(id => Sys.ActorOf(Props.Create(() => new Counter(id, receiver)))).ToList();

        senders.ForEach(sender => sender.Tell("go"));

        var next = new int[senders.Count];
        for (var i = 0; i < senders.Count * Messages; i++)
        {
            var numbered = ExpectMsg<Numbered>();
            Assert.Equal(next[numbered.Sender]++, numbered.Number);
        }
    }

    [Fact]
    public void An_actor_handles_one_message_at_a_time()
    {
        var inside = 0;
        int Enter() => Interlocked.Increment(ref inside);
        int Leave() => Interlocked.Decrement(ref inside);
        var (enter, leave) = ((Func<int>)Enter, (Func<int>)Leave);
        var actor = Sys.ActorOf(Props.Create(() => new Gate(enter, leave)));

        Parallel.For(0, Messages, _ => actor.Tell("enter"));
        actor.Tell("done");

        ExpectMsg("never met another", TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_message_to_oneself_comes_after_what_is_in_the_mailbox_already()
    {
        var actor = Sys.ActorOf(Props.Create(() => new SelfTeller(TestActor)));

        actor.Tell("first");

        ExpectMsg("first");
        ExpectMsg("from itself 1");
        ExpectMsg("from itself 2");
    }

    private sealed record Numbered(int Sender, int Number);

    private sealed class Forwarder(IActorRef target) : UntypedActor
    {
        protected override void OnReceive(object message) => target.Forward(message);
    }

    private sealed class Counter(int id, IActorRef target) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            for (var i = 0; i < Messages; i++)
                target.Tell(new Numbered(id, i));
        }
    }

    private sealed class Gate(Func<int> enter, Func<int> leave) : UntypedActor
    {
        private bool _metAnother;

        protected override void OnReceive(object message)
        {
            _metAnother |= enter() != 1;
            leave();
            if (message is "done")
                Sender.Tell(_metAnother ? "met another" : "never met another");
        }
    }

    private sealed class SelfTeller(IActorRef target) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is "first")
            {
                Self.Tell("from itself 1");
                Self.Tell("from itself 2");
            }
            target.Tell(message);
        }
    }
}
