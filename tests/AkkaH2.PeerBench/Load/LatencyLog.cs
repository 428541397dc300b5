using System.Globalization;

namespace AkkaH2.PeerBench.Load;

/// <summary>h2load's <c>--log-file</c>: a line a request, start time (µs), status and response time (µs), tab between them.</summary>
internal static class LatencyLog
{
    private const int ResponseTime = 2;

    public static IReadOnlyList<double> Read(string path) => File.Exists(path) ? Parse(File.ReadLines(path)) : [];

    public static IReadOnlyList<double> Parse(IEnumerable<string> lines) =>
        [.. lines.Select(line => line.Split('\t')).Where(fields => fields.Length > ResponseTime)
            .Select(fields => double.Parse(fields[ResponseTime], CultureInfo.InvariantCulture))];
}
