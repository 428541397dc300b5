namespace AkkaH2.Endpoints;

/// <summary>
/// A path with placeholders: <c>/orders/{id}/items</c>. A placeholder takes one whole segment, not empty; a last one written <c>{*rest}</c> takes all
/// that is left. Literal segments are compared as sent, captured ones are percent-decoded.
/// </summary>
internal sealed class RouteTemplate
{
    private readonly string[] _segments;
    private readonly bool _open;
    private readonly int _placeholders;

    /// <exception cref="ArgumentException">The template does not begin with "/", has an empty or repeated placeholder, or a catch-all that is not last.</exception>
    public RouteTemplate(string template)
    {
        Text = template;
        if (!template.StartsWith('/'))
            throw Wrong("must begin with \"/\"");

        _segments = template[1..].Split('/');
        var names = _segments.Where(IsPlaceholder).Select(Name).ToArray();
        _placeholders = names.Length;
        _open = IsCatchAll(_segments[^1]);
        if (names.Any(string.IsNullOrWhiteSpace))
            throw Wrong("has a placeholder without a name");
        if (names.Distinct().Count() != names.Length)
            throw Wrong("has a placeholder twice");
        if (_segments.SkipLast(1).Any(IsCatchAll))
            throw Wrong("has a catch-all that is not its last segment");
        if (_segments.Any(s => !IsPlaceholder(s) && s.AsSpan().IndexOfAny('{', '}') >= 0))
            throw Wrong("has a segment that is neither literal nor one placeholder");
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>True if it has no placeholders: it is the path itself.</summary>
    public bool IsLiteral => _placeholders == 0;

    /// <summary>How many segments are literal: of two templates that match, the one with more is meant.</summary>
    public int Literals => _segments.Length - _placeholders;

    /// <summary>What the placeholders take from this path, or null if it does not match.</summary>
    public RouteValues? Match(string path)
    {
        if (path.Length == 0 || path[0] != '/')
            return null;

        var values = new (string, string)[_placeholders];
        var (taken, position) = (0, 1);
        for (var i = 0; i < _segments.Length; i++)
        {
            if (position > path.Length)
                return null;

            var end = SegmentEnd(path, position, takesAll: _open && i == _segments.Length - 1);
            var segment = path.AsSpan(position, end - position);
            if (!Fits(_segments[i], segment))
                return null;
            if (IsPlaceholder(_segments[i]))
                values[taken++] = (Name(_segments[i]), Uri.UnescapeDataString(segment));
            position = end + 1;
        }

        return position == path.Length + 1 ? new RouteValues(values) : null;
    }

    private static int SegmentEnd(string path, int start, bool takesAll) =>
        !takesAll && path.IndexOf('/', start) is >= 0 and var slash ? slash : path.Length;

    private static bool Fits(string template, ReadOnlySpan<char> segment) =>
        IsPlaceholder(template) ? !segment.IsEmpty || IsCatchAll(template) : segment.SequenceEqual(template);

    private static bool IsPlaceholder(string segment) => segment.StartsWith('{') && segment.EndsWith('}');

    private static bool IsCatchAll(string segment) => segment.StartsWith("{*", StringComparison.Ordinal);

    private static string Name(string placeholder) => placeholder[1..^1].TrimStart('*');

    private ArgumentException Wrong(string what) => new($"The route template \"{Text}\" {what}.", nameof(Text));
}
