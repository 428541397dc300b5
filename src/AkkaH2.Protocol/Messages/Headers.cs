using System.Collections;
using AkkaH2.Hpack;

namespace AkkaH2;

/// <summary>
/// Header or trailer fields in their order (RFC 9110 §5.3). Names are compared without case; on the wire they are lower case (RFC 9113 §8.2.1).
/// Immutable: <see cref="Add(string, string, bool)"/>, <see cref="Set"/> and <see cref="Remove"/> give a new list.
/// </summary>
public sealed class Headers : IReadOnlyList<HeaderField>
{
    private readonly HeaderField[] _fields;
    private readonly int _start;

    /// <summary>A list without fields.</summary>
    public static readonly Headers Empty = new([], 0);

    internal Headers(HeaderField[] fields, int start)
    {
        _fields = fields;
        _start = start;
    }

    /// <summary>A list of these fields, in this order; names in any case.</summary>
    /// <param name="fields">Names and values. They are checked where they are sent (RFC 9113 §8.2.1).</param>
    public static Headers Of(params (string Name, string Value)[] fields) =>
        new([.. fields.Select(f => new HeaderField(f.Name.ToLowerInvariant(), f.Value))], 0);

    /// <summary>How many fields there are; a repeated name counts each time.</summary>
    public int Count => _fields.Length - _start;

    /// <summary>The field at this position, from 0.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such position.</exception>
    public HeaderField this[int index] => Fields[index];

    /// <summary>The value of the first field of that name, or null if there is none.</summary>
    /// <param name="name">A field name in any case.</param>
    public string? this[string name]
    {
        get
        {
            foreach (ref readonly var field in Fields)
            {
                if (Same(field.Name, name))
                    return field.Value;
            }

            return null;
        }
    }

    internal ReadOnlySpan<HeaderField> Fields => _fields.AsSpan(_start);

    /// <summary>True if a field of that name is there.</summary>
    public bool Contains(string name) => this[name] is not null;

    /// <summary>The values of all fields of that name, in their order.</summary>
    public IEnumerable<string> All(string name) => this.Where(f => Same(f.Name, name)).Select(f => f.Value);

    /// <summary>A new list with one field more, at the end.</summary>
    /// <param name="name">A field name in any case.</param>
    /// <param name="value">Its value.</param>
    /// <param name="sensitive">True for a secret: no table of HPACK keeps it (RFC 7541 §7.1.3).</param>
    public Headers Add(string name, string value, bool sensitive = false) =>
        new([.. Fields, new HeaderField(name.ToLowerInvariant(), value, sensitive)], 0);

    /// <summary>A new list with this value as the only one of that name.</summary>
    /// <param name="name">A field name in any case.</param>
    /// <param name="value">Its value.</param>
    /// <param name="sensitive">True for a secret: no table of HPACK keeps it (RFC 7541 §7.1.3).</param>
    public Headers Set(string name, string value, bool sensitive = false) => Remove(name).Add(name, value, sensitive);

    /// <summary>A new list without fields of that name.</summary>
    public Headers Remove(string name) => Contains(name) ? new([.. this.Where(f => !Same(f.Name, name))], 0) : this;

    /// <inheritdoc/>
    public IEnumerator<HeaderField> GetEnumerator()
    {
        for (var i = _start; i < _fields.Length; i++)
            yield return _fields[i];
    }

    /// <summary>One <c>name: value</c> a line.</summary>
    public override string ToString() => string.Join('\n', this.Select(f => $"{f.Name}: {f.Value}"));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool Same(string name, string other) =>
        ReferenceEquals(name, other) || string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
