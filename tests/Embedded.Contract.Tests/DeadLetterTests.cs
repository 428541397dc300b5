using Akka.Actor;
using Akka.Event;
using Akka.TestKit.TestActors;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>"Messages which cannot be delivered will be delivered to a synthetic actor called /deadLetters", and are published on the event stream.</summary>
public sealed class DeadLetterTests : TestKit
{
    [Fact]
    public void A_message_to_a_stopped_actor_is_published_with_sender_and_recipient()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var actor = Watch(Sys.ActorOf(BlackHoleActor.Props));
        Sys.Stop(actor);
        ExpectTerminated(actor);

        actor.Tell("hello", TestActor);

        var letter = ExpectMsg<DeadLetter>();
        Assert.Equal("hello", letter.Message);
        Assert.Equal(TestActor, letter.Sender);
        Assert.Equal(actor.Path, letter.Recipient.Path);
    }

    [Fact]
    public void A_message_to_a_selection_that_matches_nobody_is_published()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));

        Sys.ActorSelection("/user/nobody/here").Tell("hello", TestActor);

        FishForMessage(message => message is DeadLetter { Message: "hello" });
    }

    [Fact]
    public void What_is_told_to_DeadLetters_itself_is_published()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));

        Sys.DeadLetters.Tell("hello", TestActor);

        ExpectMsg<DeadLetter>(letter => letter.Message is "hello");
    }

    [Fact]
    public void Dead_letters_carry_what_was_left_in_the_mailbox_in_its_order()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var latch = CreateTestLatch();
        var entered = CreateTestLatch();
        var actor = Sys.ActorOf(Props.Create(() => new Waiter(entered, latch)));
        actor.Tell("waits");
        entered.Ready();
        for (var i = 0; i < 10; i++)
            actor.Tell(i);

        latch.Open();

        for (var i = 0; i < 10; i++)
            ExpectMsg<DeadLetter>(letter => letter.Message.Equals(i));
    }

    [Fact]
    public void A_message_nobody_handles_is_published_as_unhandled()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        var actor = Sys.ActorOf<UnhandledMessageActor>("unhandling");

        actor.Tell("hello", TestActor);

        var unhandled = ExpectMsg<UnhandledMessage>();
        Assert.Equal("hello", unhandled.Message);
        Assert.Equal(TestActor, unhandled.Sender);
        Assert.Equal(actor, unhandled.Recipient);
    }

    [Fact]
    public void A_ReceiveActor_leaves_unhandled_what_no_handler_takes()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        var actor = Sys.ActorOf(Props.Create(() => new OnlyNumbers()));

        actor.Tell(1);
        actor.Tell("hello");

        ExpectMsg<UnhandledMessage>(unhandled => unhandled.Message is "hello");
    }

    private sealed class Waiter(Akka.TestKit.TestLatch entered, Akka.TestKit.TestLatch latch) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            entered.CountDown();
            latch.Ready();
            Context.Stop(Self);
        }
    }

    private sealed class OnlyNumbers : ReceiveActor
    {
        public OnlyNumbers() => Receive<int>(_ => { });
    }
}
