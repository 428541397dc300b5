using Akka.TestKit;

namespace Embedded.Contract.Tests;

/// <summary>Timers of a stage, on a clock that the test turns.</summary>
public sealed class StreamsTimerTests() : StreamsSpec("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void A_timer_fires_once()
    {
        var (_, down) = Probes(Fires(logic => logic.Once("once", _second)));

        down.Request(2);
        Clock.Advance(_second - TimeSpan.FromMilliseconds(1));
        down.ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        down.ExpectNext("once");
        Clock.Advance(_second);
        down.ExpectNoMsg(TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public void A_repeating_timer_fires_until_it_is_cancelled()
    {
        ScriptedLogic<int, string> logic = null!;
        Action<string> cancel = null!;
        var (_, down) = Probes(Fires(l =>
        {
            logic = l;
            cancel = l.Callback<string>(key =>
            {
                l.Forget(key);
                l.Emit("cancelled");
            });
            l.Repeatedly("again", _second);
        }));

        down.Request(4);
        for (var i = 0; i < 3; i++)
        {
            Clock.Advance(_second);
            down.ExpectNext("again");
        }

        cancel("again");
        down.ExpectNext("cancelled");
        Assert.False(logic.IsActive("again"));
        Clock.Advance(_second);
        down.Request(1).ExpectNoMsg(TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public void A_timer_that_is_set_again_fires_at_the_later_time_only()
    {
        var (_, down) = Probes(Fires(logic =>
        {
            logic.Once("key", _second);
            logic.Once("key", 3 * _second);
        }));

        down.Request(2);
        Clock.Advance(2 * _second);
        down.ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        Clock.Advance(_second);
        down.ExpectNext("key");
    }

    [Fact]
    public void No_timer_fires_after_the_end()
    {
        var fired = 0;
        var (up, down) = Probes(new Scripted<int, int>(logic =>
        {
            logic.Started = () => logic.Repeatedly("tick", _second);
            logic.Fired = _ => fired++;
        }));

        down.EnsureSubscription();
        up.SendComplete();
        down.ExpectComplete();
        Clock.Advance(_second);

        Assert.Equal(0, fired);
    }

    private static Scripted<int, string> Fires(Action<ScriptedLogic<int, string>> start) => new(logic =>
    {
        logic.Pulled = () => { };
        logic.Started = () => start(logic);
        logic.Fired = key => logic.Emit((string)key);
    });
}
