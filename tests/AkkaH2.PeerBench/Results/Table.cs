using System.Globalization;

namespace AkkaH2.PeerBench.Results;

/// <summary>The comparisons as a Markdown table: a line a server, medians, and what ours is as a part of each peer's.</summary>
internal static class Table
{
    private const string Head =
        """
        | case | server | cpu s | ours / it | per s | ours / it | p99 ms | ours / it | p99.9 ms | ours / it | memory MiB | failed |
        |---|---|---|---|---|---|---|---|---|---|---|---|
        """;

    private const string Foot = "cpu s: the server's user and system time per 100,000 requests, or per GiB for down and up; per s: requests a second; failed: requests of all rounds.";

    public static string Render(IEnumerable<Comparison> comparisons) => string.Join('\n', [Head, .. comparisons.SelectMany(Rows), "", Foot]);

    private static IEnumerable<string> Rows(Comparison c) => c.Contestants.Select(contestant => Row(c, contestant));

    private static string Row(Comparison c, Contestant server)
    {
        var (median, ratio) = (server.Median, server == c.Ours ? null : c.Ours.Over(server));
        return $"| {c.Load.Name} | {server.Name} | {Text(median.CpuSeconds, "0.000")} | {Ratio(ratio?.CpuSeconds)} | {Text(median.RequestsPerSecond, "#,0")} | {Ratio(ratio?.RequestsPerSecond)} "
            + $"| {Text(median.P99Milliseconds, "0.00")} | {Ratio(ratio?.P99Milliseconds)} | {Text(median.P999Milliseconds, "0.00")} | {Ratio(ratio?.P999Milliseconds)} | {Text(median.MemoryMebibytes, "0")} | {Text(server.Failed, "#,0")} |";
    }

    private static string Ratio(double? ratio) => ratio is { } value && !double.IsNaN(value) ? $"**{Text(value, "0.00")}**" : "";

    private static string Text(double value, string format) => double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture);
}
