using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

[Trait("RFC 9113", "6.9")]
public sealed class WindowEstimatorTests
{
    private static readonly StreamId One = new(1);
    private static readonly StreamId Other = new(3);
    private static readonly WindowSizes Begin = new(Stream: 100, Connection: 300);

    private readonly WindowEstimator _estimator = new(new WindowSizes(Stream: 300, Connection: 1_000));

    [Fact]
    public void A_window_that_was_filled_within_a_round_trip_is_doubled()
    {
        Assert.Equal(Begin with { Stream = 200 }, Measure(Begin, one: 70, other: 0));
        Assert.Equal(new WindowSizes(200, 600), Measure(Begin, one: 90, other: 150));
    }

    [Fact]
    public void One_that_was_not_filled_stays() => Assert.Equal(Begin, Measure(Begin, one: 60, other: 100));

    [Fact]
    public void Many_streams_fill_the_connections_window_and_not_that_of_a_stream() =>
        Assert.Equal(Begin with { Connection = 600 }, Measure(Begin, one: 20, other: 200));

    [Fact]
    public void It_does_not_grow_again_when_the_last_doubling_brought_no_more_bandwidth()
    {
        var grown = Measure(Begin, one: 100, other: 0, milliseconds: 10);
        Assert.Equal(200, grown.Stream);
        Assert.Equal(grown, Measure(grown, one: 200, other: 0, milliseconds: 20)); // twice as much in twice the time: it only queues
        Assert.Equal(300, Measure(grown, one: 200, other: 0, milliseconds: 15).Stream);
    }

    [Fact]
    public void A_round_trip_counts_as_long_as_the_shortest_one()
    {
        _estimator.OnRoundTrip(TimeSpan.FromMilliseconds(5));
        Assert.Equal(Begin, Measure(Begin, one: 100, other: 100)); // half of it was waiting in queues
        Assert.Equal(new WindowSizes(200, 600), Measure(Begin, one: 140, other: 280));
    }

    [Fact]
    public void One_that_was_measured_counts_for_those_that_follow()
    {
        Assert.Equal(Begin, Measure(Begin, one: 10, other: 0, milliseconds: 5));
        Assert.Equal(Begin, Measure(Begin, one: 100, other: 100));
    }

    [Fact]
    public void It_grows_to_the_bounds_and_is_not_measured_any_more()
    {
        var grown = Measure(new WindowSizes(200, 600), one: 200, other: 400);
        Assert.Equal(new WindowSizes(300, 1_000), grown);
        Assert.False(_estimator.TryBegin(One, grown));
    }

    [Fact]
    public void What_came_before_the_round_trip_does_not_count()
    {
        _estimator.Receive(One, 100);
        Assert.Equal(Begin, Measure(Begin, one: 10, other: 0));
    }

    [Fact]
    public void One_round_trip_is_measured_at_a_time()
    {
        Assert.True(_estimator.TryBegin(One, Begin));
        Assert.False(_estimator.TryBegin(Other, Begin));
        _estimator.End(TimeSpan.FromMilliseconds(1), Begin);
        Assert.True(_estimator.TryBegin(Other, Begin));
    }

    private WindowSizes Measure(WindowSizes now, int one, int other, int milliseconds = 10)
    {
        Assert.True(_estimator.TryBegin(One, now));
        _estimator.Receive(One, one);
        _estimator.Receive(Other, other);
        return _estimator.End(TimeSpan.FromMilliseconds(milliseconds), now);
    }
}
