using System.Text.RegularExpressions;

namespace Akka.TestKit.Internal.StringMatcher;

public interface IStringMatcher
{
    bool IsMatch(string? s);
}

public class MatchesAll : IStringMatcher
{
    private MatchesAll()
    {
    }

    public static IStringMatcher Instance { get; } = new MatchesAll();

    public bool IsMatch(string? s) => true;

    public override string ToString() => "";
}

public class EqualsString(string s) : IStringMatcher
{
    private readonly string _expected = s;

    public bool IsMatch(string? s) => s == _expected;

    public override string ToString() => $"== \"{_expected}\"";
}

public class StartsWithString(string start) : IStringMatcher
{
    public bool IsMatch(string? s) => s?.StartsWith(start, StringComparison.Ordinal) == true;

    public override string ToString() => $"starts with \"{start}\"";
}

public class ContainsString(string part) : IStringMatcher
{
    public bool IsMatch(string? s) => s?.Contains(part, StringComparison.Ordinal) == true;

    public override string ToString() => $"contains \"{part}\"";
}

public class RegexMatcher(Regex regex) : IStringMatcher
{
    public bool IsMatch(string? s) => s is not null && regex.IsMatch(s);

    public override string ToString() => $"matches {regex}";
}

public class PredicateMatcher(Predicate<string?> predicate, string hint = "") : IStringMatcher
{
    public bool IsMatch(string? s) => predicate(s);

    public override string ToString() => hint;
}

/// <summary>Matches a log source: the same text, or a path such as /user/a against the whole path akka://system/user/a#123.</summary>
public class EqualsStringAndPathMatcher(string path, bool canBeRelative = true) : IStringMatcher
{
    private readonly string _expected = path;

    public bool IsMatch(string? path) => path is not null && (path == _expected || (canBeRelative && IsPath(path)));

    public override string ToString() => $"== \"{_expected}\"";

    private bool IsPath(string source)
    {
        var address = source.IndexOf("://", StringComparison.Ordinal);
        var root = address < 0 ? -1 : source.IndexOf('/', address + 3);
        if (root < 0)
            return false;
        var uid = source.LastIndexOf('#');
        var withoutUid = (uid < 0 ? source : source[..uid]).TrimStart('[').TrimEnd(']');
        return withoutUid == _expected || withoutUid.EndsWith($"/{_expected.TrimStart('/')}", StringComparison.Ordinal) && withoutUid.Length >= root;
    }
}
