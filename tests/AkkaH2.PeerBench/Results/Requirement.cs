using System.Globalization;
using System.Text.RegularExpressions;

namespace AkkaH2.PeerBench.Results;

/// <summary>
/// A bound on a ratio: <c>8x100:cpu&lt;=0.8</c> is ours over Kestrel's, <c>8x100/nghttpd:cpu&lt;=1</c> ours over another server's,
/// <c>counter/8x100:cpu&lt;=1.3</c> ours over ours in another case. With a unit it is a bound on our figure itself: <c>allocated:octets&lt;=400B</c>; Other is null then.
/// </summary>
internal sealed partial record Requirement(string Case, string? Other, Figure Figure, bool AtMost, double Bound)
{
    private static readonly string Keys = string.Join('|', Figure.All.Select(figure => figure.Key));

    /// <exception cref="FormatException">The text is no requirement.</exception>
    public static Requirement Parse(string text)
    {
        var match = Form().Match(text);
        var figure = Figure.All.FirstOrDefault(figure => figure.Key == match.Groups["figure"].Value);
        if (!match.Success || figure is null)
            throw new FormatException($"'{text}' is not of the form CASE[/PEER or CASE]:{Keys}<=|>=NUMBER[UNIT], for instance 8x100:cpu<=0.8");

        var (other, unit) = (match.Groups["other"], match.Groups["unit"]);
        if (unit.Success && unit.Value != figure.Unit)
            throw new FormatException($"'{text}': {figure.Key} is in {figure.Unit}, not in {unit.Value}");
        if (unit.Success && other.Success)
            throw new FormatException($"'{text}': a bound with a unit is on our figure itself, so nothing can follow the case");

        return new Requirement(
            match.Groups["case"].Value,
            unit.Success ? null : other.Success ? other.Value : Comparison.Reference,
            figure,
            match.Groups["order"].Value == "<=",
            double.Parse(match.Groups["bound"].Value, CultureInfo.InvariantCulture));
    }

    /// <summary>A case or peer that was not measured, or a figure it does not have, does not meet anything.</summary>
    public bool IsMetBy(IReadOnlyList<Comparison> comparisons) => AtMost ? Value(comparisons) <= Bound : Value(comparisons) >= Bound;

    /// <summary>The ratio or figure that the bound is on; NaN where it was not measured.</summary>
    public double Value(IReadOnlyList<Comparison> comparisons)
    {
        if (comparisons.FirstOrDefault(c => c.Name == Case) is not { } measured)
            return double.NaN;
        if (Other is null)
            return measured.Ours.Median[Figure];
        return Against(measured, comparisons) is { } other ? measured.Ours.Over(other)[Figure] : double.NaN;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Case}{(Other is null or Comparison.Reference ? "" : "/" + Other)}:{Figure.Key}{(AtMost ? "<=" : ">=")}{Bound}{(Other is null ? Figure.Unit : "")}");

    private Contestant? Against(Comparison measured, IEnumerable<Comparison> comparisons) =>
        measured.Find(Other!) ?? comparisons.FirstOrDefault(c => c.Name == Other)?.Ours;

    [GeneratedRegex(@"^(?<case>[\w-]+)(/(?<other>[\w-]+))?:(?<figure>\w+)(?<order><=|>=)(?<bound>\d+(\.\d+)?)(?<unit>/?[a-zA-Z]+)?$")]
    private static partial Regex Form();
}
