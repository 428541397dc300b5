namespace AkkaH2;

/// <summary>
/// The values that the placeholders of a route template captured, percent-decoded: so a value may have slashes that were sent as <c>%2F</c>, and that of a catch-all
/// (<c>{*rest}</c>) its own ones too. Segments "." and ".." are captured like any other and resolved nowhere: check a value before it becomes the name
/// of a file. <see cref="Request.Path"/> has the path as it was sent.
/// </summary>
public sealed class RouteValues
{
    private readonly (string Name, string Value)[] _values;

    /// <summary>A template without placeholders.</summary>
    public static readonly RouteValues Empty = new("", []);

    internal RouteValues(string path, (string Name, string Value)[] values) => (Path, _values) = (path, values);

    /// <summary>The normalized path that they were taken from.</summary>
    internal string Path { get; }

    /// <summary>Names and values, in the order of the template.</summary>
    internal ReadOnlySpan<(string Name, string Value)> Captured => _values;

    /// <summary>The value of the placeholder.</summary>
    /// <exception cref="KeyNotFoundException">The template has no placeholder of that name.</exception>
    public string this[string name]
    {
        get
        {
            foreach (var (candidate, value) in _values)
            {
                if (candidate == name)
                    return value;
            }

            throw new KeyNotFoundException($"The route has no placeholder {{{name}}}, but {Described()}.");
        }
    }

    private string Described() => _values.Length == 0 ? "none" : string.Join(", ", _values.Select(v => $"{{{v.Name}}}"));
}
