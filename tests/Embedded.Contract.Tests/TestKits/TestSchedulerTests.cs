using Akka.Actor;
using Akka.TestKit;

namespace Embedded.Contract.Tests.TestKits;

/// <summary>With the TestScheduler time passes when the test says so.</summary>
public sealed class TestSchedulerTests() : Akka.TestKit.Xunit2.TestKit(Akka.TestKit.Configs.TestConfigs.TestSchedulerConfig)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Nothing_happens_before_its_time()
    {
        Scheduler.ScheduleTellOnce(Second, TestActor, "late", ActorRefs.NoSender);

        Scheduler.Advance(Second * 0.999);
        Assert.False(HasMessages);

        Scheduler.Advance(Second * 0.001);
        ExpectMsg("late");
    }

    [Fact]
    public void What_is_due_happens_in_the_order_of_its_time()
    {
        Scheduler.ScheduleTellOnce(Second * 2, TestActor, "second", ActorRefs.NoSender);
        Scheduler.ScheduleTellOnce(Second, TestActor, "first", ActorRefs.NoSender);

        Scheduler.Advance(Second * 3);

        ExpectMsg("first");
        ExpectMsg("second");
    }

    [Fact]
    public void What_repeats_happens_each_interval()
    {
        Scheduler.ScheduleTellRepeatedly(Second, Second * 2, TestActor, "tick", ActorRefs.NoSender);

        Scheduler.Advance(Second);
        ExpectMsg("tick");
        Scheduler.Advance(Second);
        Assert.False(HasMessages);
        Scheduler.Advance(Second);
        ExpectMsg("tick");
    }

    [Fact]
    public void What_was_cancelled_does_not_happen()
    {
        var cancelable = new Cancelable(Scheduler.Advanced);
        Scheduler.ScheduleTellRepeatedly(Second, Second, TestActor, "tick", ActorRefs.NoSender, cancelable);
        Scheduler.Advance(Second);
        ExpectMsg("tick");

        cancelable.Cancel();
        Scheduler.Advance(Second);

        Assert.False(HasMessages);
    }

    [Fact]
    public void Actions_run_on_the_thread_of_the_test()
    {
        var thread = 0;
        Scheduler.Advanced.ScheduleOnce(Second, () => thread = Environment.CurrentManagedThreadId);

        Scheduler.Advance(Second);

        Assert.Equal(Environment.CurrentManagedThreadId, thread);
    }

    [Fact]
    public void The_clock_shows_the_virtual_time()
    {
        var start = Scheduler.Now;

        Scheduler.Advance(Second);
        Assert.Equal(start + Second, Scheduler.Now);

        Scheduler.AdvanceTo(start + Second * 10);
        Assert.Equal(start + Second * 10, Scheduler.Now);
        Assert.Throws<InvalidOperationException>(() => Scheduler.AdvanceTo(start));
    }

    [Fact]
    public void The_timers_of_an_actor_obey_it()
    {
        Sys.ActorOf(Props.Create(() => new Alarm(TestActor))).Tell(new Identify(null!));
        ExpectMsg<ActorIdentity>();

        Scheduler.Advance(Second);

        ExpectMsg("alarm");
    }

    private sealed class Alarm(IActorRef probe) : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartSingleTimer("key", "alarm", Second);

        protected override void OnReceive(object message) => probe.Tell(message);
    }
}
