using System.Text.RegularExpressions;
using AkkaH2.RfcCoverage;

namespace AkkaH2.Rfc9113.Tests;

/// <summary>docs/parity.md names only what is there.</summary>
public sealed partial class ParityTests
{
    private static readonly Repository Repository = Repository.Find();

    [Fact]
    public void A_test_that_the_page_names_exists()
    {
        var classes = Repository.Tests.SelectMany(file => file.Lines).SelectMany(line => Class().Matches(line)).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Empty(Named().Except(classes));
    }

    /// <summary>What stands in the last column.</summary>
    private static IEnumerable<string> Named() =>
        from line in File.ReadLines(Path.Combine(Repository.Root, "docs", "parity.md"))
        let cells = line.Split('|')
        where cells.Length == 5
        from name in Code().Matches(cells[3])
        select name.Groups[1].Value;

    [GeneratedRegex(@"\bclass (\w+)")]
    private static partial Regex Class();

    [GeneratedRegex("`(.+?)`")]
    private static partial Regex Code();
}
