using AkkaH2.PeerBench.Results;

namespace AkkaH2.Interop.Tests.Bench;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(new double[] { 3 }, 3)]
    [InlineData(new double[] { 9, 1, 5 }, 5)]
    [InlineData(new double[] { 4, 1, 3, 2 }, 2.5)]
    [InlineData(new double[0], double.NaN)]
    public void The_median_is_the_middle_value(double[] values, double median) => Assert.Equal(median, Statistics.Median(values));

    [Theory]
    [InlineData(50, 50)]
    [InlineData(99, 99)]
    [InlineData(100, 100)]
    [InlineData(0.5, 1)]
    public void A_percentile_is_the_value_at_its_rank(double percent, double value) =>
        Assert.Equal(value, Statistics.Percentile(Enumerable.Range(1, 100).Reverse().Select(n => (double)n), percent));

    [Fact]
    public void Of_nothing_there_is_no_percentile() => Assert.Equal(double.NaN, Statistics.Percentile([], 99));
}
