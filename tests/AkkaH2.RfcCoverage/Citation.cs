using System.Text.RegularExpressions;

namespace AkkaH2.RfcCoverage;

/// <summary>A section of an RFC, as cited: "9113", "6.9.1".</summary>
public readonly partial record struct Citation(string Rfc, string Section)
{
    /// <summary>What a line of code cites: "RFC 9113 §6.1, §6.2" is two; a § belongs to the RFC last named on its line.</summary>
    public static IEnumerable<Citation> InCode(string line)
    {
        var rfc = "";
        foreach (Match match in CodePattern().Matches(line))
        {
            if (match.Groups["rfc"].Success) rfc = match.Groups["rfc"].Value;
            if (match.Groups["section"].Success && rfc.Length > 0) yield return new Citation(rfc, match.Groups["section"].Value);
        }
    }

    /// <summary>What a line of a test cites as traits.</summary>
    public static IEnumerable<Citation> InTraits(string line) =>
        TraitPattern().Matches(line).Select(match => new Citation(match.Groups["rfc"].Value, match.Groups["section"].Value));

    [GeneratedRegex(@"RFC (?<rfc>\d+)|§(?<section>[0-9A-C]+(\.\d+)*)")]
    private static partial Regex CodePattern();

    [GeneratedRegex("""Trait\("RFC (?<rfc>\d+)", "(?<section>[^"]+)"\)""")]
    private static partial Regex TraitPattern();
}
