using System.Globalization;
using System.Text.RegularExpressions;

namespace AkkaH2.PeerBench.Load;

/// <summary>The figures of h2load's closing lines.</summary>
internal sealed partial record H2LoadReport(double Seconds, double RequestsPerSecond, int Total, int Succeeded, int Failed, int Errored, int TimedOut)
{
    /// <summary>Response times in microseconds, where h2load wrote a log.</summary>
    public IReadOnlyList<double> Latencies { get; init; } = [];

    /// <summary>Requests that had no successful answer.</summary>
    public int Unsuccessful => Total - Succeeded;

    /// <summary>Every request that was sent got a 2xx or 3xx.</summary>
    public bool AllSucceeded => Failed == 0 && Errored == 0 && TimedOut == 0 && Succeeded > 0;

    /// <exception cref="FormatException">The text is not what h2load prints at its end.</exception>
    public static H2LoadReport Parse(string output)
    {
        var finished = Finished().Match(output);
        var requests = Requests().Match(output);
        if (!finished.Success || !requests.Success)
            throw new FormatException($"not the report of h2load:\n{output}");

        return new H2LoadReport(
            Seconds: Number(finished, "time") * Scale(finished.Groups["unit"].Value),
            RequestsPerSecond: Number(finished, "rate"),
            Total: Count(requests, "total"),
            Succeeded: Count(requests, "succeeded"),
            Failed: Count(requests, "failed"),
            Errored: Count(requests, "errored"),
            TimedOut: Count(requests, "timeout"));
    }

    private static double Scale(string unit) => unit switch { "us" => 1e-6, "ms" => 1e-3, _ => 1 };

    private static double Number(Match match, string group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static int Count(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^finished in (?<time>[\d.]+)(?<unit>us|ms|s), (?<rate>[\d.]+) req/s", RegexOptions.Multiline)]
    private static partial Regex Finished();

    [GeneratedRegex(@"^requests: (?<total>\d+) total, .*?(?<succeeded>\d+) succeeded, (?<failed>\d+) failed, (?<errored>\d+) errored, (?<timeout>\d+) timeout",
        RegexOptions.Multiline)]
    private static partial Regex Requests();
}
