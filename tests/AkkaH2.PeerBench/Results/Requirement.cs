using System.Globalization;
using System.Text.RegularExpressions;

namespace AkkaH2.PeerBench.Results;

/// <summary>What a ratio (ours over Kestrel's) has to be: <c>8x100:cpu&lt;=0.8</c>, <c>down:rps&gt;=1</c>, <c>open:p99&lt;=1</c>.</summary>
internal sealed partial record Requirement(string Case, string Figure, bool AtMost, double Bound)
{
    /// <exception cref="FormatException">The text is no requirement.</exception>
    public static Requirement Parse(string text) => Form().Match(text) is { Success: true } match
        ? new(
            match.Groups["case"].Value,
            match.Groups["figure"].Value,
            match.Groups["order"].Value == "<=",
            double.Parse(match.Groups["bound"].Value, CultureInfo.InvariantCulture))
        : throw new FormatException($"'{text}' is not of the form CASE:cpu|rps|p99|memory<=|>=NUMBER, for instance 8x100:cpu<=0.8");

    /// <summary>A case that was not measured, or a figure it does not have, does not meet anything.</summary>
    public bool IsMetBy(IEnumerable<Comparison> comparisons) => comparisons.FirstOrDefault(c => c.Load.Name == Case) is { } measured
        && (AtMost ? Value(measured.Ratio) <= Bound : Value(measured.Ratio) >= Bound);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Case}:{Figure}{(AtMost ? "<=" : ">=")}{Bound}");

    private double Value(Sample ratio) => Figure switch
    {
        "cpu" => ratio.CpuSeconds,
        "rps" => ratio.RequestsPerSecond,
        "p99" => ratio.P99Milliseconds,
        _ => ratio.MemoryMebibytes,
    };

    [GeneratedRegex(@"^(?<case>\w+):(?<figure>cpu|rps|p99|memory)(?<order><=|>=)(?<bound>\d+(\.\d+)?)$")]
    private static partial Regex Form();
}
