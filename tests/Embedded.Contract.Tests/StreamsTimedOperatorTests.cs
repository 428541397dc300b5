using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.TestKit;
using Akka.TestKit;

namespace Embedded.Contract.Tests;

/// <summary>Operators that know the time, on a clock that the test turns.</summary>
public sealed class StreamsTimedOperatorTests() : StreamsSpec("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(30);

    private TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Tick_ticks_until_it_is_cancelled()
    {
        var (cancelable, down) = Source.Tick(_second, 2 * _second, "tick").ToMaterialized(this.SinkProbe<string>(), Keep.Both).Run(Materializer);

        down.Request(3).ExpectNoMsg(_moment);
        Clock.Advance(_second);
        down.ExpectNext("tick");
        Clock.Advance(2 * _second);
        down.ExpectNext("tick");
        cancelable.Cancel();

        down.ExpectComplete();
        Assert.True(cancelable.IsCancellationRequested);
    }

    [Fact]
    public void A_tick_without_demand_is_dropped()
    {
        var down = Source.Tick(_second, _second, "tick").RunWith(this.SinkProbe<string>(), Materializer);

        down.EnsureSubscription().ExpectNoMsg(_moment);
        Clock.Advance(5 * _second);
        down.Request(2).ExpectNoMsg(_moment);
        Clock.Advance(_second);

        down.ExpectNext("tick").ExpectNoMsg(_moment);
        down.Cancel();
    }

    [Fact]
    public void Throttle_lets_a_burst_through_and_then_waits()
    {
        var down = Source.From([1, 2, 3]).Throttle(1, TimeSpan.FromHours(1), 2, ThrottleMode.Shaping).RunWith(this.SinkProbe<int>(), Materializer);

        down.Request(3).ExpectNext(1, 2).ExpectNoMsg(_moment);
        Clock.Advance(TimeSpan.FromHours(1));

        down.ExpectNext(3).ExpectComplete();
    }

    [Fact]
    public void Throttle_that_enforces_fails_what_is_too_fast()
    {
        var down = Source.From(Enumerable.Range(1, 5)).Throttle(1, _second, 2, ThrottleMode.Enforcing).RunWith(this.SinkProbe<int>(), Materializer);

        down.Request(5).ExpectNext(1, 2);

        Assert.IsType<OverflowException>(down.ExpectError());
    }

    [Fact]
    public void Throttle_counts_cost()
    {
        var down = Source.From([3, 1]).Throttle(1, TimeSpan.FromHours(1), 3, x => x, ThrottleMode.Shaping).RunWith(this.SinkProbe<int>(), Materializer);

        down.Request(2).ExpectNext(3).ExpectNoMsg(_moment);
        Clock.Advance(TimeSpan.FromHours(1));

        down.ExpectNext(1).ExpectComplete();
    }

    [Fact]
    public void TakeWithin_ends_when_the_time_is_over()
    {
        var (up, down) = Probes(Flow.Create<int>().TakeWithin(_second));

        down.Request(2);
        up.SendNext(1);
        down.ExpectNext(1);
        Clock.Advance(_second);

        down.ExpectComplete();
        up.ExpectCancellation();
    }

    [Fact]
    public void GroupedWithin_gives_what_came_in_time()
    {
        var (up, down) = Probes(Flow.Create<int>().GroupedWithin(3, _second).Select(group => string.Join(",", group)));

        down.Request(3);
        up.SendNext(1).SendNext(2).SendNext(3);
        down.ExpectNext("1,2,3");
        up.SendNext(4);
        down.ExpectNoMsg(_moment);
        Clock.Advance(_second);
        down.ExpectNext("4");
        up.SendNext(5).SendComplete();

        down.ExpectNext("5").ExpectComplete();
    }

    [Fact]
    public void InitialTimeout_fails_where_nothing_comes()
    {
        var (_, down) = Probes(Flow.Create<int>().InitialTimeout(_second));

        down.Request(1).ExpectNoMsg(_moment);
        Clock.Advance(_second);

        Assert.IsType<TimeoutException>(down.ExpectError());
    }

    [Fact]
    public void CompletionTimeout_fails_where_no_end_comes()
    {
        var (up, down) = Probes(Flow.Create<int>().CompletionTimeout(_second));

        down.Request(2);
        up.SendNext(1);
        down.ExpectNext(1);
        Clock.Advance(_second);

        Assert.IsType<TimeoutException>(down.ExpectError());
    }
}
