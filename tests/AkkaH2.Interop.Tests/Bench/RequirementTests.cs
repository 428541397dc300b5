using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.Interop.Tests.Bench;

public sealed class RequirementTests
{
    private static readonly Comparison[] Measured =
    [
        Case("8x100", ours: [With(0.2, 300_000, 50), With(0.4, 100_000, 70), With(0.3, 200_000, 60)], kestrel: With(0.5, 150_000, 80), nghttpd: With(0.3, 200_000, 10)),
        Case("counter", ours: [With(0.36, 180_000, 60)], kestrel: With(0.6, 100_000, 80), nghttpd: null),
    ];

    [Theory]
    [InlineData("8x100:cpu<=0.6", true)]
    [InlineData("8x100:cpu<=0.5", false)]
    [InlineData("8x100:rps>=1.3", true)]
    [InlineData("8x100:rps>=1.4", false)]
    [InlineData("8x100:memory<=0.75", true)]
    [InlineData("8x100:p99<=100", false)]
    [InlineData("8x100/nghttpd:cpu<=1", true)]
    [InlineData("8x100/nghttpd:cpu<=0.99", false)]
    [InlineData("counter/8x100:cpu<=1.2", true)]
    [InlineData("counter/8x100:cpu<=1.1", false)]
    [InlineData("counter/nghttpd:cpu<=100", false)]
    [InlineData("100x10:cpu<=100", false)]
    public void The_ratio_of_the_medians_is_held_against_the_bound(string text, bool met) =>
        Assert.Equal(met, Requirement.Parse(text).IsMetBy(Measured));

    [Theory]
    [InlineData("8x100")]
    [InlineData("8x100:speed<=1")]
    [InlineData("8x100:cpu<0.8")]
    [InlineData("8x100:cpu<=fast")]
    public void Anything_else_is_refused_with_an_example(string text) =>
        Assert.Contains("8x100:cpu<=0.8", Assert.Throws<FormatException>(() => Requirement.Parse(text)).Message);

    [Fact]
    public void It_reads_as_it_was_written() => Assert.Equal("down:rps>=1.5", Requirement.Parse("down:rps>=1.5").ToString());

    [Fact]
    public void Processor_time_is_per_100_000_requests_or_per_GiB()
    {
        var report = new H2LoadReport(1, 1000, 1000, 1000, 0, 0, 0);
        var small = new LoadCase("small", "/", 1, 1, 1000);

        Assert.Equal(200, Sample.Of(small, report, TimeSpan.FromSeconds(2), 0).CpuSeconds, precision: 6);
        Assert.Equal(2.048, Sample.Of(small with { BulkOctets = 1 << 20 }, report, TimeSpan.FromSeconds(2), 0).CpuSeconds, precision: 6);
    }

    [Fact]
    public void What_failed_is_counted_over_all_rounds()
    {
        var small = new LoadCase("small", "/", 1, 1, 1000);
        Sample[] rounds = [Round(succeeded: 1000), Round(succeeded: 990), Round(succeeded: 998)];

        Assert.Equal(12, new Contestant("ours", rounds).Failed);

        Sample Round(int succeeded) => Sample.Of(small, new H2LoadReport(1, 1000, Total: 1000, succeeded, 1000 - succeeded, 0, 0), TimeSpan.FromSeconds(1), 0);
    }

    private static Comparison Case(string name, Sample[] ours, Sample kestrel, Sample? nghttpd) => new(
        new LoadCase(name, "/", 8, 100, 1000),
        [new Contestant("ours", ours), new Contestant("Kestrel", [kestrel]), .. nghttpd is null ? [] : (Contestant[])[new Contestant("nghttpd", [nghttpd])]]);

    private static Sample With(double cpu, double rps, double memory) => new(cpu, rps, double.NaN, double.NaN, memory, Failed: 0);
}
