using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.Interop.Tests.Bench;

public sealed class SampleTests
{
    private static readonly LoadCase Small = new("small", "/", 1, 1, 1000);

    [Fact]
    public void Processor_time_is_per_100_000_requests_or_per_GiB()
    {
        var report = new LoadReport(1, 1000, 1000, 1000, 0, 0, 0);

        Assert.Equal(200, Sample.Of(Small, report, TimeSpan.FromSeconds(2), 0)[Figure.Cpu], precision: 6);
        Assert.Equal(2.048, Sample.Of(Small with { BulkOctets = 1 << 20 }, report, TimeSpan.FromSeconds(2), 0)[Figure.Cpu], precision: 6);
    }

    [Fact]
    public void Failed_requests_are_counted_over_all_rounds()
    {
        Sample[] rounds = [Round(succeeded: 1000), Round(succeeded: 990), Round(succeeded: 998)];

        Assert.Equal(12, new Contestant("ours", rounds).Failed);

        Sample Round(int succeeded) => Sample.Of(Small, new LoadReport(1, 1000, Total: 1000, succeeded, 1000 - succeeded, 0, 0), TimeSpan.FromSeconds(1), 0);
    }

    [Fact]
    public void A_figure_without_a_value_is_absent() =>
        Assert.Equal([Figure.Cpu], new Sample(0, (Figure.P99, double.NaN), (Figure.Cpu, 1)).Figures);

    [Fact]
    public void The_median_of_a_figure_is_of_the_rounds_that_have_it() =>
        Assert.Equal(3, Sample.MedianOf([new Sample(0, (Figure.P99, 2)), new Sample(0), new Sample(0, (Figure.P99, 4))])[Figure.P99]);

    [Fact]
    public void A_ratio_is_the_median_of_the_rounds_ratios()
    {
        var ours = new Contestant("ours", [Cpu(2), Cpu(30), Cpu(4)]);
        var others = new Contestant("others", [Cpu(1), Cpu(10), Cpu(4)]); // of the medians: 1

        Assert.Equal(2, ours.Over(others)[Figure.Cpu]);

        static Sample Cpu(double seconds) => new(0, (Figure.Cpu, seconds));
    }

    [Theory]
    [InlineData(0.1, 30_000, 3)]
    [InlineData(0.000_001, 8, 1)]
    public void A_case_is_scaled_by_its_requests_or_by_its_time_and_keeps_at_least_one_of_each(double factor, int requests, double seconds)
    {
        var byCount = LoadCase.Named("8x100").Scaled(factor);
        var byTime = LoadCase.Named("open").Scaled(factor);

        Assert.Equal((requests, TimeSpan.Zero), (byCount.Requests, byCount.Duration));
        Assert.Equal((0, TimeSpan.FromSeconds(seconds)), (byTime.Requests, byTime.Duration));
    }
}
