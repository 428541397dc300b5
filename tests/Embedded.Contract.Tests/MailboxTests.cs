using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>Mailboxes are chosen by configuration path: bounded, by priority, or for an actor that stashes.</summary>
public sealed class MailboxTests() : TestKit(Configuration)
{
    private static readonly string Configuration = $$"""
        bounded {
          mailbox-type = "Akka.Dispatch.BoundedMailbox, Akka"
          mailbox-capacity = 3
          mailbox-push-timeout-time = 0s
        }
        by-priority { mailbox-type = "{{typeof(NumbersFirst).FullName}}, {{typeof(NumbersFirst).Assembly.GetName().Name}}" }
        akka.actor.deployment {
          /deployed { mailbox = by-priority }
        }
        """;

    [Fact]
    public void What_a_full_bounded_mailbox_cannot_take_is_a_dead_letter()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var (actor, latch) = Waiting(props => props.WithMailbox("bounded"));

        for (var i = 0; i < 5; i++)
            actor.Tell(i);

        ExpectMsg<DeadLetter>(letter => letter.Message is 3 && letter.Recipient.Equals(actor));
        ExpectMsg<DeadLetter>(letter => letter.Message is 4);
        latch.Open();
        ExpectMsg("wait");
        ExpectMsg(0);
        ExpectMsg(1);
        ExpectMsg(2);
    }

    [Fact]
    public void A_mailbox_by_priority_hands_out_the_lowest_first()
    {
        var (actor, latch) = Waiting(props => props.WithMailbox("by-priority"));
        actor.Tell("text");
        actor.Tell(1);

        latch.Open();

        ExpectMsg("wait");
        ExpectMsg(1);
        ExpectMsg("text");
    }

    [Fact]
    public void The_deployment_section_may_name_the_mailbox()
    {
        var (actor, latch) = Waiting(props => props, "deployed");
        actor.Tell("text");
        actor.Tell(1);

        latch.Open();

        ExpectMsg("wait");
        ExpectMsg(1);
        ExpectMsg("text");
    }

    [Fact]
    public void A_mailbox_that_is_not_configured_is_an_error() =>
        Assert.Throws<ConfigurationException>(() => Sys.ActorOf(Akka.TestKit.TestActors.BlackHoleActor.Props.WithMailbox("no.such.mailbox")));

    [Fact]
    public void The_default_mailbox_takes_whatever_comes()
    {
        var (actor, latch) = Waiting(props => props);
        for (var i = 0; i < 10_000; i++)
            actor.Tell(i);

        latch.Open();

        ExpectMsg("wait");
        for (var i = 0; i < 10_000; i++)
            ExpectMsg(i);
    }

    /// <summary>An actor that is inside its first message until the latch opens, so that the next ones stay in its mailbox.</summary>
    private (IActorRef Actor, Akka.TestKit.TestLatch Latch) Waiting(Func<Props, Props> with, string? name = null)
    {
        var entered = CreateTestLatch();
        var latch = CreateTestLatch();
        var actor = Sys.ActorOf(with(Props.Create(() => new Waiter(entered, latch))), name!);
        actor.Tell("wait");
        entered.Ready();
        return (actor, latch);
    }

    private sealed class Waiter(Akka.TestKit.TestLatch entered, Akka.TestKit.TestLatch latch) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is "wait")
            {
                entered.CountDown();
                latch.Ready();
            }
            Sender.Tell(message);
        }
    }

    public sealed class NumbersFirst(Settings settings, Config config) : UnboundedPriorityMailbox(settings, config)
    {
        protected override int PriorityGenerator(object message) => message is int ? 0 : 1;
    }
}
