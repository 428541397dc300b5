using Akka.Actor;
using Akka.TestKit;

namespace Embedded.Contract.Tests;

/// <summary>Timers of an actor, on a clock that the test turns.</summary>
public sealed class TimersTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    public TimersTests()
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
    {
    }

    private TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void A_single_timer_tells_once()
    {
        var actor = Timing(timers => timers.StartSingleTimer("key", "tick", _second));

        Clock.Advance(TimeSpan.FromMilliseconds(999));
        ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        ExpectMsg("tick");
        Clock.Advance(_second);
        ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        Assert.False(IsActive(actor, "key"));
    }

    [Fact]
    public void A_periodic_timer_tells_until_it_is_cancelled()
    {
        var actor = Timing(timers => timers.StartPeriodicTimer("key", "tick", _second));

        for (var i = 0; i < 3; i++)
        {
            Clock.Advance(_second);
            ExpectMsg("tick");
        }
        Assert.True(IsActive(actor, "key"));
        Do(actor, timers => timers.Cancel("key"));
        Clock.Advance(_second);
        ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        Assert.False(IsActive(actor, "key"));
    }

    [Fact]
    public void The_first_delay_of_a_periodic_timer_may_differ()
    {
        Timing(timers => timers.StartPeriodicTimer("key", "tick", TimeSpan.Zero, _second));

        Clock.Advance(TimeSpan.FromMilliseconds(1));
        ExpectMsg("tick");
        Clock.Advance(_second);
        ExpectMsg("tick");
    }

    [Fact]
    public void Timers_are_told_apart_by_their_keys()
    {
        var actor = Timing(timers =>
        {
            timers.StartSingleTimer("a", "from a", _second);
            timers.StartSingleTimer("b", "from b", 2 * _second);
        });

        Do(actor, timers => timers.Cancel("a"));
        Clock.Advance(2 * _second);
        ExpectMsg("from b");
    }

    [Fact]
    public void Starting_a_timer_again_replaces_it()
    {
        var actor = Timing(timers => timers.StartPeriodicTimer("key", "old", _second));

        Do(actor, timers => timers.StartSingleTimer("key", "new", 2 * _second));
        Clock.Advance(_second);
        ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        Clock.Advance(_second);
        ExpectMsg("new");
    }

    [Fact]
    public void What_a_replaced_or_cancelled_timer_already_sent_is_not_received()
    {
        var actor = Timing(timers =>
        {
            timers.StartSingleTimer("replaced", "stale", _second);
            timers.StartSingleTimer("cancelled", "stale", _second);
        });

        var inside = new ManualResetEventSlim();
        var goOn = new ManualResetEventSlim();
        actor.Tell((Action<ITimerScheduler>)(timers =>
        {
            inside.Set();
            Assert.True(goOn.Wait(RemainingOrDefault));
            timers.StartSingleTimer("replaced", "fresh", _second);
            timers.Cancel("cancelled");
        }));
        Assert.True(inside.Wait(RemainingOrDefault));
        Clock.Advance(_second);
        goOn.Set();
        Do(actor, _ => { });

        ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        Clock.Advance(_second);
        ExpectMsg("fresh");
    }

    [Fact]
    public void All_timers_can_be_cancelled()
    {
        var actor = Timing(timers =>
        {
            timers.StartSingleTimer("a", "tick", _second);
            timers.StartPeriodicTimer("b", "tick", _second);
        });

        Do(actor, timers => timers.CancelAll());
        Clock.Advance(2 * _second);
        ExpectNoMsg(TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public void A_restart_cancels_the_timers_of_the_failed_instance()
    {
        var actor = Timing(timers => timers.StartPeriodicTimer("key", "tick", _second));

        Do(actor, _ => throw new InvalidOperationException("restart"));
        Assert.False(IsActive(actor, "key"));
        Clock.Advance(_second);
        ExpectNoMsg(TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public void A_restart_cancels_timers_even_where_preparing_for_it_fails()
    {
        var actor = ActorOf(Props.Create(() => new TimingActor(TestActor, true)));

        Do(actor, timers => timers.StartPeriodicTimer("key", "tick", _second));
        Do(actor, _ => throw new InvalidOperationException("restart"));
        Assert.False(IsActive(actor, "key"));
        Clock.Advance(_second);
        ExpectNoMsg(TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public void Stopping_an_actor_cancels_its_timers()
    {
        var actor = Timing(timers => timers.StartPeriodicTimer("key", "tick", _second));
        Sys.EventStream.Subscribe(TestActor, typeof(Akka.Event.DeadLetter));

        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        Clock.Advance(_second);
        ExpectNoMsg(TimeSpan.FromMilliseconds(20));
    }

    private IActorRef Timing(Action<ITimerScheduler> start)
    {
        var actor = ActorOf(Props.Create(() => new TimingActor(TestActor, false)));
        Do(actor, start);
        return actor;
    }

    private void Do(IActorRef actor, Action<ITimerScheduler> action)
    {
        var done = new ManualResetEventSlim();
        actor.Tell((Action<ITimerScheduler>)(timers =>
        {
            try { action(timers); }
            finally { done.Set(); }
        }));
        Assert.True(done.Wait(RemainingOrDefault));
    }

    private bool IsActive(IActorRef actor, object key)
    {
        var answer = new TaskCompletionSource<bool>();
        actor.Tell((Action<ITimerScheduler>)(timers => answer.SetResult(timers.IsTimerActive(key))));
        Assert.True(answer.Task.Wait(RemainingOrDefault));
        return answer.Task.Result;
    }

    private sealed class TimingActor(IActorRef observer, bool failsBeforeRestart) : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreRestart(Exception reason, object message)
        {
            if (failsBeforeRestart) throw new InvalidOperationException("before restart");
            base.PreRestart(reason, message);
        }

        protected override void OnReceive(object message)
        {
            if (message is Action<ITimerScheduler> action) action(Timers);
            else observer.Tell(message);
        }
    }
}
