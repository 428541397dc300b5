using System.Collections;
using AkkaH2.Hpack;
using AkkaH2.Protocol;

namespace AkkaH2;

/// <summary>
/// Header or trailer fields in their order (RFC 9110 §5.3). Names are compared without case; on the wire they are lower case (RFC 9113 §8.2.1), and so
/// they are here. Immutable: <see cref="With"/>, <see cref="WithAdded"/> and <see cref="Without"/> give a new list.
/// </summary>
public sealed partial class Headers : IReadOnlyList<HeaderField>
{
    private readonly HeaderField[] _fields;
    private readonly int _start;
    private RecentHead? _recentHead;
    private bool _wasSent;

    /// <summary>A list without fields.</summary>
    public static readonly Headers Empty = new([], 0);

    internal Headers(HeaderField[] fields, int start)
    {
        _fields = fields;
        _start = start;
    }

    /// <summary>How many fields there are; a repeated name counts each time.</summary>
    public int Count => _fields.Length - _start;

    /// <summary>The field at this position, from 0.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such position.</exception>
    public HeaderField this[int index] => AsSpan()[index];

    /// <summary>The value of the first field of that name, or null if there is none.</summary>
    /// <param name="name">A field name in any case.</param>
    public string? this[string name]
    {
        get
        {
            foreach (ref readonly var field in AsSpan())
            {
                if (FieldNames.AreSame(field.Name, name))
                    return field.Value;
            }

            return null;
        }
    }

    /// <summary>The response head that was made of this list last; null where none is kept.</summary>
    internal RecentHead? RecentHead => Volatile.Read(ref _recentHead);

    /// <summary>A list of these fields, in this order; names in any case.</summary>
    /// <param name="fields">Names and values. They are checked where they are sent (RFC 9113 §8.2.1).</param>
    public static Headers Of(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var builder = new Builder(fields.Length);
        foreach (var (name, value) in fields)
            builder.Add(name, value);
        return builder.Build();
    }

    /// <summary>A list of these fields, in this order; names in any case. The fields are copied, their strings are not.</summary>
    /// <param name="fields">They are checked where they are sent (RFC 9113 §8.2.1).</param>
    public static Headers From(params ReadOnlySpan<HeaderField> fields) => new Builder(fields.Length).AddRange(fields).Build();

    /// <summary>The fields themselves, without a copy.</summary>
    public ReadOnlySpan<HeaderField> AsSpan() => _fields.AsSpan(_start);

    /// <summary>True if a field of that name is there.</summary>
    /// <param name="name">A field name in any case.</param>
    public bool Contains(string name) => this[name] is not null;

    /// <summary>The values of all fields of that name, in their order.</summary>
    /// <param name="name">A field name in any case.</param>
    public IEnumerable<string> All(string name)
    {
        foreach (var field in this)
        {
            if (FieldNames.AreSame(field.Name, name))
                yield return field.Value;
        }
    }

    /// <summary>A new list with this value as the only one of that name, at the end.</summary>
    /// <param name="name">A field name in any case.</param>
    /// <param name="value">Its value.</param>
    /// <param name="sensitive">True for a secret: no table of HPACK keeps it (RFC 7541 §7.1.3).</param>
    public Headers With(string name, string value, bool sensitive = false) => Without(name).WithAdded(name, value, sensitive);

    /// <summary>A new list with one field more, at the end. Fields of that name stay.</summary>
    /// <param name="name">A field name in any case.</param>
    /// <param name="value">Its value.</param>
    /// <param name="sensitive">True for a secret: no table of HPACK keeps it (RFC 7541 §7.1.3).</param>
    public Headers WithAdded(string name, string value, bool sensitive = false) =>
        new([.. AsSpan(), new HeaderField(FieldNames.Lower(name), value, sensitive)], 0);

    /// <summary>The list without fields of that name; the same one if there are none.</summary>
    /// <param name="name">A field name in any case.</param>
    public Headers Without(string name)
    {
        if (!Contains(name))
            return this;

        var builder = new Builder(Count);
        foreach (ref readonly var field in AsSpan())
        {
            if (!FieldNames.AreSame(field.Name, name))
                builder.Add(field);
        }

        return builder.Build();
    }

    /// <summary>Goes through the fields without an allocation.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>One <c>name: value</c> a line; the values of secrets are left out.</summary>
    public override string ToString() => string.Join('\n', (IEnumerable<HeaderField>)this);

    /// <summary>Keeps the head for the next response like it: of a list that is used again, and one a second, since lengths may differ each time.</summary>
    internal void Keep(HeaderField[] head, MethodKind kind, int status, long? length, string? date)
    {
        if (_wasSent && (RecentHead is not { } kept || kept.Date != date))
            Volatile.Write(ref _recentHead, new RecentHead(kind, status, length, date, head));
        _wasSent = true;
    }

    IEnumerator<HeaderField> IEnumerable<HeaderField>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
