using System.Diagnostics;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>The scheduler of a system, in real time.</summary>
public sealed class SchedulerTests : TestKit
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(30);

    [Fact]
    public void A_message_comes_once_and_never_early()
    {
        var clock = Stopwatch.StartNew();

        Sys.Scheduler.ScheduleTellOnce(_short, TestActor, "once", ActorRefs.NoSender);

        ExpectMsg("once");
        Assert.True(clock.Elapsed >= _short, $"came after {clock.Elapsed}");
        ExpectNoMsg(2 * _short);
    }

    [Fact]
    public void The_sender_is_the_one_that_was_said()
    {
        var probe = CreateTestProbe();

        Sys.Scheduler.ScheduleTellOnce(TimeSpan.Zero, TestActor, "hello", probe.Ref);

        ExpectMsgFrom(probe.Ref, "hello");
    }

    [Fact]
    public void What_is_due_soon_does_not_wait_for_what_is_due_late()
    {
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromHours(1), TestActor, "late", ActorRefs.NoSender);
        ExpectNoMsg(2 * _short);

        Sys.Scheduler.ScheduleTellOnce(_short, TestActor, "soon", ActorRefs.NoSender);

        ExpectMsg("soon");
    }

    [Fact]
    public void A_repeated_message_keeps_its_pace()
    {
        var clock = Stopwatch.StartNew();
        var cancelable = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(_short, _short, TestActor, "again", ActorRefs.NoSender);

        ReceiveN(10);

        Assert.True(clock.Elapsed >= 10 * _short, $"ten came after {clock.Elapsed}");
        cancelable.Cancel();
    }

    [Fact]
    public void What_is_cancelled_does_not_come()
    {
        var once = Sys.Scheduler.ScheduleTellOnceCancelable(_short, TestActor, "once", ActorRefs.NoSender);
        var again = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(_short, _short, TestActor, "again", ActorRefs.NoSender);

        once.Cancel();
        again.Cancel();

        Assert.True(once.IsCancellationRequested);
        ExpectNoMsg(3 * _short);
    }

    [Fact]
    public void Repeating_ends_when_it_is_cancelled()
    {
        var cancelable = new Cancelable(Sys.Scheduler);
        Sys.Scheduler.Advanced.ScheduleRepeatedly(TimeSpan.Zero, _short, () =>
        {
            TestActor.Tell("again");
            cancelable.Cancel();
        }, cancelable);

        ExpectMsg("again");
        ExpectNoMsg(3 * _short);
    }

    [Fact]
    public void Code_can_be_scheduled()
    {
        Sys.Scheduler.Advanced.ScheduleOnce(_short, () => TestActor.Tell("run"));

        ExpectMsg("run");
    }

    [Fact]
    public void Code_that_fails_harms_no_other()
    {
        Sys.Scheduler.Advanced.ScheduleOnce(TimeSpan.Zero, () => throw new InvalidOperationException("scheduled to fail"));
        Sys.Scheduler.ScheduleTellOnce(_short, TestActor, "alive", ActorRefs.NoSender);

        ExpectMsg("alive");
    }

    [Fact]
    public void Thousands_of_messages_wait_and_come_each_once()
    {
        const int count = 5_000;
        for (var i = 0; i < count; i++)
            Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(i % 200), TestActor, i, ActorRefs.NoSender);

        Assert.Equal(Enumerable.Range(0, count), ReceiveN(count, TimeSpan.FromSeconds(10)).Cast<int>().Order());
    }

    [Fact]
    public void Delays_are_not_negative_and_intervals_are_not_zero()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(-1), TestActor, "x", ActorRefs.NoSender));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Sys.Scheduler.ScheduleTellRepeatedly(TimeSpan.Zero, TimeSpan.Zero, TestActor, "x", ActorRefs.NoSender));
    }

    [Fact]
    public void A_cancelable_may_cancel_itself_after_a_time()
    {
        var cancelable = new Cancelable(Sys.Scheduler, _short);
        cancelable.Token.Register(() => TestActor.Tell("cancelled"));

        ExpectMsg("cancelled");
        Assert.True(cancelable.IsCancellationRequested);
    }

    [Fact]
    public void A_linked_cancelable_is_cancelled_with_any_of_its_sources()
    {
        var one = new Cancelable(Sys.Scheduler);
        var other = new Cancelable(Sys.Scheduler);
        var linked = Cancelable.CreateLinkedCancelable(Sys.Scheduler, one, other);

        Assert.False(linked.IsCancellationRequested);
        other.Cancel();
        Assert.True(linked.IsCancellationRequested);
        Assert.False(one.IsCancellationRequested);
    }

    [Fact]
    public void The_clock_goes_on()
    {
        var before = Sys.Scheduler.MonotonicClock;

        Assert.True(Sys.Scheduler.MonotonicClock >= before);
        Assert.InRange((Sys.Scheduler.Now - DateTimeOffset.Now).Duration(), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task What_still_waits_when_the_system_terminates_runs_once_then()
    {
        var (once, repeated, cancelled) = (0, 0, 0);
        var system = ActorSystem.Create("short-lived");
        var scheduler = system.Scheduler;
        var cancelable = new Cancelable(scheduler);
        scheduler.Advanced.ScheduleOnce(TimeSpan.FromHours(1), () => Interlocked.Increment(ref once));
        scheduler.Advanced.ScheduleRepeatedly(TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(1), () => Interlocked.Increment(ref repeated));
        scheduler.Advanced.ScheduleOnce(TimeSpan.FromHours(1), () => Interlocked.Increment(ref cancelled), cancelable);
        cancelable.Cancel();

        await system.Terminate();

        AwaitAssert(() => Assert.Equal((1, 1), (once, repeated)));
        Assert.Equal(0, cancelled);
    }

    [Fact]
    public async Task After_the_system_terminated_nothing_can_be_scheduled()
    {
        var system = ActorSystem.Create("short-lived");
        var scheduler = system.Scheduler;

        await system.Terminate();

        Assert.Throws<SchedulerException>(() => scheduler.Advanced.ScheduleOnce(TimeSpan.Zero, () => { }));
    }
}
