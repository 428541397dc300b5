using System.Globalization;
using System.Text.RegularExpressions;

namespace AkkaH2.PeerBench.Results;

/// <summary>
/// What a ratio has to be: <c>8x100:cpu&lt;=0.8</c> is ours over Kestrel's, <c>8x100/nghttpd:cpu&lt;=1</c> ours over another peer's,
/// <c>counter/8x100:cpu&lt;=1.3</c> ours over ours in another case.
/// </summary>
internal sealed partial record Requirement(string Case, string Other, string Figure, bool AtMost, double Bound)
{
    private const string Usual = "Kestrel";

    /// <exception cref="FormatException">The text is no requirement.</exception>
    public static Requirement Parse(string text) => Form().Match(text) is { Success: true } match
        ? new(
            match.Groups["case"].Value,
            match.Groups["other"] is { Success: true } other ? other.Value : Usual,
            match.Groups["figure"].Value,
            match.Groups["order"].Value == "<=",
            double.Parse(match.Groups["bound"].Value, CultureInfo.InvariantCulture))
        : throw new FormatException($"'{text}' is not of the form CASE[/PEER or CASE]:cpu|rps|p99|p999|memory<=|>=NUMBER, for instance 8x100:cpu<=0.8");

    /// <summary>A case or peer that was not measured, or a figure it does not have, does not meet anything.</summary>
    public bool IsMetBy(IReadOnlyList<Comparison> comparisons) =>
        comparisons.FirstOrDefault(c => c.Load.Name == Case) is { } measured
        && Against(measured, comparisons) is { } other
        && (AtMost ? Value(measured.Ours.Over(other)) <= Bound : Value(measured.Ours.Over(other)) >= Bound);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Case}{(Other == Usual ? "" : "/" + Other)}:{Figure}{(AtMost ? "<=" : ">=")}{Bound}");

    private Contestant? Against(Comparison measured, IEnumerable<Comparison> comparisons) =>
        measured.Peers.FirstOrDefault(peer => peer.Name == Other) ?? comparisons.FirstOrDefault(c => c.Load.Name == Other)?.Ours;

    private double Value(Sample ratio) => Figure switch
    {
        "cpu" => ratio.CpuSeconds,
        "rps" => ratio.RequestsPerSecond,
        "p99" => ratio.P99Milliseconds,
        "p999" => ratio.P999Milliseconds,
        _ => ratio.MemoryMebibytes,
    };

    [GeneratedRegex(@"^(?<case>\w+)(/(?<other>\w+))?:(?<figure>cpu|rps|p99|p999|memory)(?<order><=|>=)(?<bound>\d+(\.\d+)?)$")]
    private static partial Regex Form();
}
