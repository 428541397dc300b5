namespace AkkaH2;

/// <summary>What the placeholders of a route template captured, percent-decoded.</summary>
public sealed class RouteValues
{
    private readonly (string Name, string Value)[] _values;

    /// <summary>A template without placeholders.</summary>
    public static readonly RouteValues Empty = new([]);

    internal RouteValues((string Name, string Value)[] values) => _values = values;

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
