using System.Globalization;
using System.Text.RegularExpressions;

namespace AkkaH2.PeerBench.Load;

/// <summary>The figures of h2load's closing lines.</summary>
internal static partial class H2LoadReport
{
    /// <exception cref="FormatException">The text is not what h2load prints at its end.</exception>
    public static LoadReport Parse(string output)
    {
        var finished = Finished().Match(output);
        var requests = Requests().Match(output);
        if (!finished.Success || !requests.Success)
            throw new FormatException($"not the report of h2load:\n{output}");

        return new LoadReport(
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
