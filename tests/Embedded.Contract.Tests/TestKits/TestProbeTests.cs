using Akka.Actor;
using Akka.TestKit.TestActors;
using Akka.TestKit;

namespace Embedded.Contract.Tests.TestKits;

/// <summary>A probe is a reference that can be told things, and a test kit that can expect them.</summary>
public sealed class TestProbeTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void A_probe_can_be_used_as_a_reference()
    {
        var probe = CreateTestProbe("probe");
        IActorRef reference = probe;

        reference.Tell("hello", TestActor);

        probe.ExpectMsg("hello");
        Assert.Equal(TestActor, probe.Sender);
        Assert.Equal(probe.Ref.Path, reference.Path);
    }

    [Fact]
    public void A_probe_sends_replies_and_forwards()
    {
        var (probe, other) = (CreateTestProbe(), CreateTestProbe());
        probe.Send(Sys.ActorOf(SimpleEchoActor.Props()), "ping");
        probe.ExpectMsg("ping");

        other.Send(probe, "question");
        probe.ExpectMsg("question");
        probe.Reply("answer");
        other.ExpectMsg("answer");

        probe.Forward(TestActor);
        ExpectMsgFrom(other.Ref, "question");
        probe.Forward(TestActor, "another");
        ExpectMsgFrom(other.Ref, "another");
    }

    [Fact]
    public void A_probe_watches_and_unwatches()
    {
        var (watching, not) = (CreateTestProbe(), CreateTestProbe());
        var actor = Sys.ActorOf(BlackHoleActor.Props);
        watching.Watch(actor);
        not.Watch(actor);
        not.Unwatch(actor);

        Sys.Stop(actor);

        watching.ExpectTerminated(actor);
        Assert.False(not.HasMessages);
    }

    [Fact]
    public void A_probe_can_be_watched_and_stopped()
    {
        var probe = CreateTestProbe();
        Watch(probe.Ref);

        Sys.Stop(probe.Ref);

        ExpectTerminated(probe.Ref);
    }

    [Fact]
    public void An_autopilot_answers_in_place_of_the_test()
    {
        var probe = CreateTestProbe();
        probe.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            sender.Tell($"auto {message}", ActorRefs.NoSender);
            return message is "last" ? AutoPilot.NoAutoPilot : AutoPilot.KeepRunning;
        }));

        probe.Tell("one");
        probe.Tell("last");
        probe.Tell("unanswered");

        ExpectMsg("auto one");
        ExpectMsg("auto last");
        Assert.False(HasMessages);
        probe.ExpectMsg("one");
        probe.ExpectMsg("last");
        probe.ExpectMsg("unanswered");
    }

    [Fact]
    public void The_test_actor_is_the_sender_of_a_Tell_that_names_none()
    {
        Sys.ActorOf(SimpleEchoActor.Props()).Tell("hello");

        ExpectMsg("hello");
    }

    [Fact]
    public async Task It_still_is_after_an_await()
    {
        await Task.Yield();

        Sys.ActorOf(SimpleEchoActor.Props()).Tell("hello");

        await ExpectMsgAsync("hello");
        Sys.ActorOf(SimpleEchoActor.Props()).Tell("again");
        await ExpectMsgAsync("again");
    }

    [Fact]
    public void A_latch_opens_when_it_has_counted_down()
    {
        var latch = CreateTestLatch(2);
        latch.CountDown();
        Assert.False(latch.IsOpen);
        Assert.Throws<TimeoutException>(() => latch.Ready(TimeSpan.FromMilliseconds(10)));

        latch.CountDown();

        Assert.True(latch.IsOpen);
        latch.Ready();
        latch.Reset();
        Assert.False(latch.IsOpen);
    }
}
