namespace AkkaH2.Endpoints;

/// <summary>
/// A path with placeholders: <c>/orders/{id}/items</c>. A placeholder takes one whole segment, not empty; a last one written <c>{*rest}</c> takes all
/// that is left. It matches normalized paths (<see cref="NormalPath"/>); what it captures is percent-decoded.
/// </summary>
internal sealed class RouteTemplate
{
    private readonly Segment[] _segments;
    private readonly int _placeholders;
    private readonly string _kinds; // of its segments, a letter each: what is more specific sorts first
    private RouteValues? _last; // of any thread; a path that comes again has the same values

    /// <exception cref="ArgumentException">The template does not begin with "/", has an empty or repeated placeholder, or a catch-all that is not last.</exception>
    public RouteTemplate(string template)
    {
        Text = template;
        if (!template.StartsWith('/'))
            throw Wrong("must begin with \"/\"");

        _segments = [.. NormalPath.Of(template)[1..].Split('/').Select(text => new Segment(text))];
        var names = Placeholders = [.. _segments.Where(s => s.IsPlaceholder).Select(s => s.Name)];
        _placeholders = names.Count;
        if (names.Any(string.IsNullOrWhiteSpace))
            throw Wrong("has a placeholder without a name");
        if (names.Distinct().Count() != names.Count)
            throw Wrong("has a placeholder twice");
        if (_segments.SkipLast(1).Any(s => s.IsCatchAll))
            throw Wrong("has a catch-all that is not its last segment");
        if (_segments.Any(s => !s.IsPlaceholder && s.Text.AsSpan().IndexOfAny('{', '}') >= 0))
            throw Wrong("has a segment that is neither literal nor one placeholder");

        Shape = "/" + string.Join('/', _segments.Select(s => s.Shape));
        First = _segments[0] is { IsPlaceholder: false, Text: var first } ? first : null;
        _kinds = string.Concat(_segments.Select(s => s.Kind));
    }

    /// <summary>Of two templates that match a path the one with more literal segments is meant, then the one whose first one is earlier. A catch-all comes last.</summary>
    public static IComparer<RouteTemplate> MostSpecificFirst { get; } = Comparer<RouteTemplate>.Create((one, other) =>
        one.Literals != other.Literals ? other.Literals.CompareTo(one.Literals) : string.CompareOrdinal(one._kinds, other._kinds));

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>The normalized path without the names of its placeholders: two templates of one shape match the same paths.</summary>
    public string Shape { get; }

    /// <summary>True if it has no placeholders: its shape is the path itself.</summary>
    public bool IsLiteral => _placeholders == 0;

    /// <summary>The names of its placeholders.</summary>
    public IReadOnlyList<string> Placeholders { get; }

    /// <summary>The first segment of all paths that it matches; null if that may be any.</summary>
    public string? First { get; }

    private int Literals => _segments.Length - _placeholders;

    /// <summary>The values that the placeholders take from this normalized path, or null if it does not match.</summary>
    public RouteValues? Match(string path)
    {
        if (Volatile.Read(ref _last) is { } last && last.Path == path)
            return last;
        if (Capture(path) is not { } values)
            return null;

        var captured = new RouteValues(path, values);
        Volatile.Write(ref _last, captured);
        return captured;
    }

    private (string, string)[]? Capture(string path)
    {
        (string, string)[]? values = null;
        var (taken, position) = (0, 1);
        foreach (var segment in _segments)
        {
            if (position > path.Length)
                return null;

            var end = segment.IsCatchAll ? path.Length : SegmentEnd(path, position);
            var text = path.AsSpan(position, end - position);
            if (!segment.Fits(text))
                return null;
            if (segment.IsPlaceholder)
                (values ??= new (string, string)[_placeholders])[taken++] = (segment.Name, Uri.UnescapeDataString(text));
            position = end + 1;
        }

        return position == path.Length + 1 ? values ?? [] : null;
    }

    private static int SegmentEnd(string path, int start) => path.IndexOf('/', start) is >= 0 and var slash ? slash : path.Length;

    private ArgumentException Wrong(string what) => new($"The route template \"{Text}\" {what}.", nameof(Text));

    /// <summary>The text between two slashes of a template.</summary>
    private sealed class Segment(string text)
    {
        public string Text => text;

        public bool IsPlaceholder { get; } = text is ['{', .., '}'];

        public bool IsCatchAll { get; } = text is ['{', '*', .., '}'];

        public string Shape => IsCatchAll ? "{*}" : IsPlaceholder ? "{}" : text;

        public char Kind => IsCatchAll ? 'c' : IsPlaceholder ? 'b' : 'a';

        /// <summary>Of a placeholder.</summary>
        public string Name { get; } = text is ['{', .. var name, '}'] ? name.TrimStart('*') : "";

        public bool Fits(ReadOnlySpan<char> segment) => IsPlaceholder ? !segment.IsEmpty || IsCatchAll : segment.SequenceEqual(text);
    }
}
