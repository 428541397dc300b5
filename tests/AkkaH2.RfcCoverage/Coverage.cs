namespace AkkaH2.RfcCoverage;

/// <summary>Where a section is obeyed and where it is tested.</summary>
/// <param name="Section">Which.</param>
/// <param name="Code">The files that cite it.</param>
/// <param name="Tests">The classes that have tests for it, and how many.</param>
/// <param name="TestedBelow">Have sections below it tests? Those of a chapter count for the chapter.</param>
public sealed record SectionCoverage(Section Section, IReadOnlyList<string> Code, IReadOnlyList<(string Class, int Tests)> Tests, bool TestedBelow)
{
    /// <summary>Is there nothing at all about it?</summary>
    public bool IsAbsent => Code.Count == 0 && Tests.Count == 0;

    /// <summary>Is there code that no test holds to it?</summary>
    public bool IsUntested => Code.Count > 0 && Tests.Count == 0 && !TestedBelow;
}

/// <summary>The citations in code and tests, section by section.</summary>
/// <param name="Sections">All sections of all <see cref="Rfc.All"/>, in their order.</param>
/// <param name="Unknown">What is cited and stands in no RFC: a slip of the pen.</param>
public sealed record Coverage(IReadOnlyList<(Rfc Rfc, IReadOnlyList<SectionCoverage> Sections)> Sections, IReadOnlyList<Citation> Unknown)
{
    public static Coverage Of(Repository repository)
    {
        var code = Code(repository).ToLookup(x => x.Citation, x => x.File);
        var tests = Tests(repository).ToLookup(x => x.Citation, x => x.Class);
        var known = Rfc.All.SelectMany(rfc => rfc.Sections.Select(section => new Citation(rfc.Number, section.Number))).ToHashSet();
        var cited = code.Select(x => x.Key).Concat(tests.Select(x => x.Key)).Where(x => Rfc.All.Any(rfc => rfc.Number == x.Rfc));
        return new Coverage(
            [.. Rfc.All.Select(rfc => (rfc, (IReadOnlyList<SectionCoverage>)[.. rfc.Sections.Select(section => Of(rfc, section, code, tests))]))],
            [.. cited.Where(x => !known.Contains(x)).Distinct()]);
    }

    private static SectionCoverage Of(Rfc rfc, Section section, ILookup<Citation, string> code, ILookup<Citation, string> tests)
    {
        var citation = new Citation(rfc.Number, section.Number);
        return new SectionCoverage(
            section,
            [.. code[citation].Distinct().Order(StringComparer.Ordinal)],
            [.. tests[citation].GroupBy(x => x).OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => (x.Key, x.Count()))],
            TestedBelow: tests.Any(x => x.Key.Rfc == rfc.Number && x.Key.Section.StartsWith($"{section.Number}.", StringComparison.Ordinal)));
    }

    private static IEnumerable<(Citation Citation, string File)> Code(Repository repository) =>
        from file in repository.Code
        from line in file.Lines
        from citation in Citation.InCode(line)
        select (citation, file.Name);

    private static IEnumerable<(Citation Citation, string Class)> Tests(Repository repository) =>
        from file in repository.Tests
        from test in TestMethods.In(file.Lines)
        from citation in test.Citations
        select (citation, test.Class);
}
