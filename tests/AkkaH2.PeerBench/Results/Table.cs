using System.Globalization;

namespace AkkaH2.PeerBench.Results;

/// <summary>The comparisons as a Markdown table: medians of ours and of Kestrel's, and ours over Kestrel's.</summary>
internal static class Table
{
    private const string Head =
        """
        | case | cpu s: ours | Kestrel | ratio | per s: ours | Kestrel | ratio | p99 ms: ours | Kestrel | memory MiB: ours | Kestrel |
        |---|---|---|---|---|---|---|---|---|---|---|
        """;

    private const string Foot = "cpu s: the server's user and system time per 100,000 requests, or per GiB for down and up; per s: requests a second.";

    public static string Render(IEnumerable<Comparison> comparisons) => string.Join('\n', [Head, .. comparisons.Select(Row), "", Foot]);

    private static string Row(Comparison c) => string.Create(CultureInfo.InvariantCulture,
        $"| {c.Load.Name} | {c.Our.CpuSeconds:0.000} | {c.Peer.CpuSeconds:0.000} | {c.Ratio.CpuSeconds:0.00} "
        + $"| {c.Our.RequestsPerSecond:#,0} | {c.Peer.RequestsPerSecond:#,0} | {c.Ratio.RequestsPerSecond:0.00} "
        + $"| {Latency(c.Our)} | {Latency(c.Peer)} | {c.Our.MemoryMebibytes:0} | {c.Peer.MemoryMebibytes:0} |");

    private static string Latency(Sample sample) =>
        double.IsNaN(sample.P99Milliseconds) ? "" : sample.P99Milliseconds.ToString("0.00", CultureInfo.InvariantCulture);
}
