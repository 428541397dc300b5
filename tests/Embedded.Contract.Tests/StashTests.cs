using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>A stash keeps messages for later: they come back before what waits in the mailbox, in the order they came.</summary>
public sealed class StashTests : TestKit
{
    [Fact]
    public void Unstashed_messages_come_in_their_order_and_before_the_mailbox()
    {
        var actor = ActorOf(Props.Create(() => new Door(TestActor)));

        foreach (var message in new[] { "a", "b", "c", "open", "d" }) actor.Tell(message);

        foreach (var expected in new[] { "a", "b", "c", "d" }) ExpectMsg(expected);
    }

    [Fact]
    public void The_sender_is_stashed_too()
    {
        var probe = CreateTestProbe();
        var actor = ActorOf(Props.Create(() => new Door(TestActor)));

        actor.Tell("who", probe.Ref);
        actor.Tell("open");

        probe.ExpectMsg("you");
    }

    [Fact]
    public void Unstash_gives_back_the_oldest_only()
    {
        var actor = ActorOf(Props.Create(() => new Door(TestActor)));

        foreach (var message in new[] { "a", "b", "one" }) actor.Tell(message);

        ExpectMsg("a");
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        actor.Tell("close");
        actor.Tell("open");
        ExpectMsg("b");
    }

    [Fact]
    public void A_message_cannot_be_stashed_twice()
    {
        var actor = ActorOf(Props.Create(() => new StashesTwice()));

        actor.Tell("x", TestActor);

        ExpectMsg<IllegalActorStateException>();
    }

    [Fact]
    public void A_full_stash_throws()
    {
        var actor = ActorOf(Props.Create(() => new Overflows()).WithStashCapacity(2));

        foreach (var _ in Enumerable.Range(0, 3)) actor.Tell("x", TestActor);

        ExpectMsg<StashOverflowException>();
    }

    [Fact]
    public void A_restarted_actor_receives_what_was_stashed()
    {
        var actor = ActorOf(Props.Create(() => new Door(TestActor)));

        foreach (var message in new[] { "a", "b", "fail", "open" }) actor.Tell(message);

        ExpectMsg("restarted");
        ExpectMsg("a");
        ExpectMsg("b");
    }

    [Fact]
    public void What_is_stashed_when_the_actor_stops_goes_to_the_dead_letters()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var actor = ActorOf(Props.Create(() => new Door(TestActor)));

        actor.Tell("a");
        actor.Tell("b");
        actor.Tell(PoisonPill.Instance);

        Assert.Equal("a", ExpectMsg<DeadLetter>().Message);
        Assert.Equal("b", ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public void A_stash_can_be_taken_apart_and_filled()
    {
        var actor = ActorOf(Props.Create(() => new Door(TestActor)));

        foreach (var message in new[] { "a", "b", "turn", "open" }) actor.Tell(message);

        ExpectMsg("b");
        ExpectMsg("a");
    }

    [Fact]
    public void A_receive_actor_can_have_a_stash()
    {
        var actor = ActorOf<Gate>();

        foreach (var message in new object[] { 1, 2, "open", 3 }) actor.Tell(message, TestActor);

        foreach (var number in new[] { 1, 2, 3 }) ExpectMsg(number);
    }

    /// <summary>Closed, it stashes; open, it tells.</summary>
    private sealed class Door(IActorRef observer) : UntypedActorWithStash
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "open": Become(Open); Stash.UnstashAll(); break;
                case "one": Become(Open); Stash.Unstash(); break;
                case "turn": Stash.Prepend(Stash.ClearStash().Reverse()); break;
                case "fail": throw new InvalidOperationException("fail");
                default: Stash.Stash(); break;
            }
        }

        protected override void PostRestart(Exception reason) => observer.Tell("restarted");

        private void Open(object message)
        {
            switch (message)
            {
                case "close": Become(OnReceive); break;
                case "who": Sender.Tell("you"); break;
                default: observer.Tell(message); break;
            }
        }
    }

    private sealed class StashesTwice : UntypedActorWithUnboundedStash
    {
        protected override void OnReceive(object message)
        {
            Stash.Stash();
            Sender.Tell(Record.Exception(() => Stash.Stash()));
        }
    }

    private sealed class Overflows : UntypedActorWithStash
    {
        protected override void OnReceive(object message)
        {
            if (Record.Exception(() => Stash.Stash()) is { } failure) Sender.Tell(failure);
        }
    }

    private sealed class Gate : ReceiveActor, IWithUnboundedStash
    {
        public Gate()
        {
            Receive<string>(_ =>
            {
                Become(() => Receive<int>(number => Sender.Tell(number)));
                Stash.UnstashAll();
            });
            ReceiveAny(_ => Stash.Stash());
        }

        public IStash Stash { get; set; } = null!;
    }
}
