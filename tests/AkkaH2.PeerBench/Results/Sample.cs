using AkkaH2.PeerBench.Load;

namespace AkkaH2.PeerBench.Results;

/// <summary>One run of one case against one server, in the units of the table. A figure that a case does not have is NaN.</summary>
internal sealed record Sample(double CpuSeconds, double RequestsPerSecond, double P99Milliseconds, double P999Milliseconds, double MemoryMebibytes, double Failed)
{
    private const double PerRequests = 100_000;
    private const double Mebi = 1 << 20;
    private const double Gibi = 1 << 30;

    /// <summary>
    /// Processor seconds are of the server (user and system), per 100,000 requests, or per GiB where bulk transfer is measured.
    /// </summary>
    public static Sample Of(LoadCase load, H2LoadReport report, TimeSpan processorTime, long workingSet)
    {
        var units = load.BulkOctets > 0 ? report.Succeeded * load.BulkOctets / Gibi : report.Succeeded / PerRequests;
        return new Sample(
            processorTime.TotalSeconds / units,
            report.RequestsPerSecond,
            Statistics.Percentile(report.Latencies, 99) / 1000,
            Statistics.Percentile(report.Latencies, 99.9) / 1000,
            workingSet / Mebi,
            report.Total - report.Succeeded);
    }

    /// <summary>The median of each figure by itself; of what failed the sum, because nothing may.</summary>
    public static Sample MedianOf(IReadOnlyCollection<Sample> samples)
    {
        double Median(Func<Sample, double> figure) => Statistics.Median(samples.Select(figure));
        return new Sample(
            Median(s => s.CpuSeconds), Median(s => s.RequestsPerSecond), Median(s => s.P99Milliseconds), Median(s => s.P999Milliseconds), Median(s => s.MemoryMebibytes),
            samples.Sum(s => s.Failed));
    }

    /// <summary>Each figure as a part of the other's.</summary>
    public Sample Over(Sample other) => new(
        CpuSeconds / other.CpuSeconds,
        RequestsPerSecond / other.RequestsPerSecond,
        P99Milliseconds / other.P99Milliseconds,
        P999Milliseconds / other.P999Milliseconds,
        MemoryMebibytes / other.MemoryMebibytes,
        Failed);
}
