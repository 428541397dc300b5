using AkkaH2.Actors;
using AkkaH2.Endpoints;

namespace AkkaH2.Tests.Actors;

/// <summary>Where a function runs, by the time that its calls hold their thread: a clock that the test turns.</summary>
public sealed class PlacementTests
{
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly TurnedClock _clock = new();

    [Theory]
    [InlineData(EndpointThread.Turn, false)]
    [InlineData(EndpointThread.Pool, true)]
    public void One_that_is_not_adaptive_stays(EndpointThread thread, bool onPool)
    {
        var place = New(thread);
        Assert.Equal(onPool, place.IsOnPool);
        for (var i = 0; i < 2_000; i++)
            Assert.Null(Call(place, seconds: i % 2));
        Assert.Equal(onPool, place.IsOnPool);
    }

    [Fact]
    public void An_adaptive_one_is_moved_when_it_was_slow_three_times_in_a_row()
    {
        var place = PastGrace();
        Assert.Null(Call(place, seconds: 1));
        Assert.Null(Call(place, seconds: 1));
        Assert.Null(Call(place, seconds: 0)); // not in a row
        Assert.Null(Call(place, seconds: 1));
        Assert.Null(Call(place, seconds: 1));
        Assert.False(place.IsOnPool);
        Assert.Equal(TimeSpan.FromSeconds(2), Call(place, seconds: 2));
        Assert.True(place.IsOnPool);
    }

    [Fact]
    public void A_call_as_long_as_the_limit_is_not_slow()
    {
        var place = PastGrace();
        for (var i = 0; i < 10; i++)
            Assert.Null(Call(place, Slow.TotalSeconds));
        Assert.False(place.IsOnPool);
    }

    [Fact]
    public void Slow_calls_do_not_count_while_the_runtime_compiles()
    {
        var place = New(EndpointThread.Adaptive);
        for (var i = 0; i < 90; i++)
            Assert.Null(Call(place, seconds: 0.1)); // nine seconds since the first call began
        Assert.False(place.IsOnPool);
    }

    [Fact]
    public void The_grace_begins_with_the_first_call()
    {
        _clock.Turn(TimeSpan.FromHours(1));
        var place = New(EndpointThread.Adaptive);
        for (var i = 0; i < 90; i++)
            Call(place, seconds: 0.1);
        Assert.False(place.IsOnPool);
        for (var i = 0; i < 13; i++)
            Call(place, seconds: 0.1);
        Assert.True(place.IsOnPool);
    }

    [Fact]
    public void It_comes_back_when_it_was_quick_a_thousand_times_in_a_row()
    {
        var place = OnPool();
        for (var i = 0; i < 999; i++)
            Assert.Null(Call(place, seconds: 0));
        Assert.True(place.IsOnPool);
        Assert.Equal(TimeSpan.Zero, Call(place, seconds: 0));
        Assert.False(place.IsOnPool);
    }

    [Fact]
    public void One_that_is_slow_now_and_then_stays_on_the_pool()
    {
        var place = OnPool();
        for (var i = 0; i < 5_000; i++)
            Assert.Null(Call(place, seconds: i % 500 == 0 ? 1 : 0));
        Assert.True(place.IsOnPool);
    }

    private Placement New(EndpointThread thread) => new(thread, Slow, Grace, _clock);

    private Placement PastGrace()
    {
        var place = New(EndpointThread.Adaptive);
        Call(place, seconds: 0);
        _clock.Turn(Grace);
        return place;
    }

    private Placement OnPool()
    {
        var place = PastGrace();
        for (var i = 0; i < 3; i++)
            Call(place, seconds: 1);
        Assert.True(place.IsOnPool);
        return place;
    }

    private TimeSpan? Call(Placement place, double seconds)
    {
        var began = place.OnCalled();
        _clock.Turn(TimeSpan.FromSeconds(seconds));
        return place.OnReturned(began);
    }

    private sealed class TurnedClock : TimeProvider
    {
        private TimeSpan _now = TimeSpan.FromSeconds(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Turn(TimeSpan time) => _now += time;

        public override long GetTimestamp() => _now.Ticks;
    }
}
