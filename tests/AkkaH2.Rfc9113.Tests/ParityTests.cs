using System.Text.RegularExpressions;
using AkkaH2.RfcCoverage;

namespace AkkaH2.Rfc9113.Tests;

/// <summary>docs/parity.md, docs/security.md and docs/architecture.md name only what is there.</summary>
public sealed partial class ParityTests
{
    private static readonly Repository Repository = Repository.Find();

    [Theory]
    [InlineData("parity.md", 3)]
    [InlineData("security.md", 4)]
    public void A_test_that_the_page_names_exists(string page, int column)
    {
        var classes = Repository.Tests.SelectMany(file => file.Lines).SelectMany(line => Class().Matches(line)).Select(match => match.Groups[1].Value).ToHashSet();
        var named = Code(page, column).ToArray();
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(classes));
    }

    [Fact]
    public void A_default_that_the_page_names_is_the_default()
    {
        var keys = Code("security.md", 3).ToArray();
        Assert.NotEmpty(keys);
        Assert.All(keys, text =>
        {
            var (key, value) = text.Split(" = ") is [var left, var right] ? (left, right) : throw new FormatException($"{text} is not a key with its default");
            Assert.Equal(value, Http2.DefaultConfig.GetString($"akka.h2.{key}"));
        });
    }

    [Fact]
    public void A_file_that_the_architecture_names_for_a_section_exists()
    {
        var paths = File.ReadLines(Path.Combine(Repository.Root, "docs", "architecture.md"))
            .Where(line => line.StartsWith("| §", StringComparison.Ordinal))
            .SelectMany(line => Code().Matches(line)).Select(match => match.Groups[1].Value)
            .Where(name => name.Contains('/') || name.EndsWith(".cs", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.True(IsThere(path), path));
    }

    private static bool IsThere(string path)
    {
        var full = Path.Combine(Repository.Root, path.StartsWith("src/", StringComparison.Ordinal) ? path : $"src/AkkaH2.Protocol/{path}");
        return Directory.Exists(full) || File.Exists(full) || File.Exists($"{full}.cs");
    }

    /// <summary>What stands as code in a column of the page's tables; the first column is 1.</summary>
    private static IEnumerable<string> Code(string page, int column) =>
        from line in File.ReadLines(Path.Combine(Repository.Root, "docs", page))
        where line.StartsWith('|')
        let cells = line.Split('|')
        where cells.Length > column + 1
        from name in Code().Matches(cells[column])
        select name.Groups[1].Value;

    [GeneratedRegex(@"\bclass (\w+)")]
    private static partial Regex Class();

    [GeneratedRegex("`(.+?)`")]
    private static partial Regex Code();
}
