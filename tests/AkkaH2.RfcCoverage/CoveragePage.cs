using System.Text;

namespace AkkaH2.RfcCoverage;

/// <summary>docs/rfc-coverage.md: without line numbers and dates, so that it changes only when the coverage does.</summary>
public static class CoveragePage
{
    private const string Head = """
        # Which section is obeyed where, and tested by what

        Written by `dotnet run --project tests/AkkaH2.RfcCoverage` from the citations: `RFC 9113 §6.9` in the code, `[Trait("RFC 9113", "6.9")]` on a test.
        Do not change it by hand. A test fails when it is out of date, and when a section has code but no test.

        Code is named by its file below `src`, tests by their class with the number of test methods (a theory is one; most run over three transports).

        """;

    public static string Render(Coverage coverage)
    {
        var page = new StringBuilder(Head);
        foreach (var (rfc, sections) in coverage.Sections) Render(page, rfc, sections);
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void Render(StringBuilder page, Rfc rfc, IReadOnlyList<SectionCoverage> sections)
    {
        page.Append($"\n## RFC {rfc.Number}: {rfc.Title}\n\n| § | section | code | tests |\n|---|---|---|---|\n");
        foreach (var section in sections.Where(section => !section.IsAbsent)) page.Append($"{Row(section)}\n");
        page.Append("\nWith neither code nor tests:\n\n");
        foreach (var section in sections.Where(section => section.IsAbsent && !rfc.IsHeading(section.Section))) page.Append($"- §{section.Section.Number} {section.Section.Title}{Remark(section)}\n");
    }

    private static string Row(SectionCoverage row) =>
        $"| {row.Section.Number} | {row.Section.Title} | {List(row.Code.Select(Short))} | {Tests(row)} |";

    private static string Tests(SectionCoverage row) =>
        row.Tests.Count > 0 ? List(row.Tests.Select(test => $"{test.Class} ({test.Tests})")) : row.TestedBelow ? "those of its sections" : "**none**";

    private static string List(IEnumerable<string> items) => string.Join(", ", items);

    // AkkaH2.Protocol/Wire/Frame.cs is Protocol/Wire/Frame, and AkkaH2/Exchange.cs is Exchange.
    private static string Short(string file) => file["AkkaH2.".Length..^".cs".Length];

    private static string Remark(SectionCoverage section) => section.Section.Remark is { } remark ? $": {remark}" : "";
}
