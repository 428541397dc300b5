
namespace AkkaH2.Protocol.Tests;

[Trait("RFC 9113", "10.5")]
public sealed class TokenBucketTests
{
    private readonly TokenBucket _budget = new(burst: 3, perSecond: 2);

    [Fact]
    public void A_burst_empties_it() => Assert.Equal([true, true, true, false, false], Spend(5, at: 100));

    [Fact]
    public void Time_fills_it()
    {
        Spend(3, at: 100);
        Assert.Equal([true, false], Spend(2, at: 100.5));
        Assert.Equal([true, true, false], Spend(3, at: 101.5));
    }

    [Fact]
    public void It_never_holds_more_than_a_burst()
    {
        Spend(3, at: 100);
        Assert.Equal([true, true, true, false], Spend(4, at: 10_000));
    }

    [Fact]
    public void Who_keeps_below_the_rate_is_never_refused() =>
        Assert.All(Enumerable.Range(0, 100), i => Assert.True(_budget.TrySpend(TimeSpan.FromSeconds(1 + (i * 0.5)))));

    private List<bool> Spend(int count, double at) => [.. Enumerable.Range(0, count).Select(_ => _budget.TrySpend(TimeSpan.FromSeconds(at)))];
}
