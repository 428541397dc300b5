using AkkaH2.RfcCoverage;

namespace AkkaH2.Rfc9113.Tests;

/// <summary>docs/rfc-coverage.md keeps its promises. After a new citation, in code or in a test, write the page anew.</summary>
public sealed class RfcCoverageTests
{
    private const string HowToWriteIt = "dotnet run --project tests/AkkaH2.RfcCoverage";

    private static readonly Repository Repository = Repository.Find();
    private static readonly Coverage Coverage = Coverage.Of(Repository);

    [Fact]
    public void The_page_is_up_to_date() => Assert.True(
        CoveragePage.Render(Coverage) == File.ReadAllText(Repository.Page).ReplaceLineEndings("\n"),
        $"docs/rfc-coverage.md is out of date. Write it anew: {HowToWriteIt}");

    [Fact]
    public void A_section_that_code_cites_has_a_test() =>
        Assert.Empty(Coverage.Sections.SelectMany(x => x.Sections.Where(s => s.IsUntested).Select(s => $"RFC {x.Rfc.Number} §{s.Section.Number} {s.Section.Title}: {string.Join(", ", s.Code)}")));

    [Fact]
    public void A_section_that_is_cited_exists() => Assert.Empty(Coverage.Unknown);

    [Fact]
    public void A_line_may_cite_several_sections() => Assert.Equal(
        [new Citation("9113", "6.1"), new Citation("9113", "10.5.1"), new Citation("7541", "5.2")],
        Citation.InCode("// RFC 9113 §6.1, §10.5.1: padding (RFC 7541 §5.2)."));

    [Fact]
    public void A_test_cites_by_its_own_traits_and_by_those_of_its_class()
    {
        string[] source =
        [
            "[Trait(\"RFC 9113\", \"6.1\")]",
            "public sealed class Some : Base",
            "    [Fact, Trait(\"RFC 9113\", \"6.9\")]",
            "    public Task First() => Done;",
            "    [Theory]",
            "    public async Task Second(int n)",
            "    public void NoTest()",
        ];
        Assert.Equal(["First 6.1 6.9", "Second 6.1"], TestMethods.In(source).Select(x => $"{x.Name} {string.Join(' ', x.Citations.Select(c => c.Section))}"));
    }
}
