using System.Text.RegularExpressions;

namespace AkkaH2.RfcCoverage;

/// <summary>A test and what it cites, by its own traits and by those of its class.</summary>
public sealed record TestMethod(string Class, string Name, IReadOnlyList<Citation> Citations);

/// <summary>Finds the tests of a source file in its text: attributes, then the class or the method that they belong to.</summary>
public static partial class TestMethods
{
    public static IEnumerable<TestMethod> In(IEnumerable<string> lines)
    {
        var (className, ofClass) = ("", new List<Citation>());
        var (isTest, pending) = (false, new List<Citation>());
        foreach (var line in lines)
        {
            pending.AddRange(Citation.InTraits(line));
            isTest |= TestAttribute().IsMatch(line);
            if (ClassHead().Match(line) is { Success: true } head)
            {
                (className, ofClass) = (head.Groups["name"].Value, pending);
                (isTest, pending) = (false, []);
            }
            else if (MethodHead().Match(line) is { Success: true } method)
            {
                if (isTest) yield return new TestMethod(className, method.Groups["name"].Value, [.. ofClass.Union(pending)]);
                (isTest, pending) = (false, []);
            }
        }
    }

    [GeneratedRegex(@"^\s*\[\w*(Fact|Theory)\b")]
    private static partial Regex TestAttribute();

    [GeneratedRegex(@"^\s*(public|internal|private|abstract|sealed|static|partial|file| )*\bclass (?<name>\w+)")]
    private static partial Regex ClassHead();

    [GeneratedRegex(@"^\s+(public|internal) (async |override |virtual )*(Task|void) (?<name>\w+)\(")]
    private static partial Regex MethodHead();
}
