namespace Akka.Util.Internal;

/// <summary>
/// A map that holds one entry in itself, because most hold no more: a dictionary is made for the second entry, and dropped with the last one.
/// Not for several threads at once.
/// </summary>
internal struct SmallMap<TKey, TValue>
    where TKey : class
{
    private const int Sparse = 8; // places for each entry that is left: then a dictionary shrinks

    private TKey? _key;
    private TValue? _value;
    private Dictionary<TKey, TValue>? _many;

    public readonly int Count => _many?.Count ?? (_key is null ? 0 : 1);

    public readonly IReadOnlyCollection<TKey> Keys => _many is { } many ? many.Keys : _key is null ? [] : [_key];

    public readonly IReadOnlyCollection<TValue> Values => _many is { } many ? many.Values : _key is null ? [] : [_value!];

    public TValue this[TKey key]
    {
        set
        {
            if (IsOne(key))
                _value = value;
            else if (!TryAdd(key, value))
                _many![key] = value;
        }
    }

    public readonly bool ContainsKey(TKey key) => TryGetValue(key, out _);

    public readonly bool TryGetValue(TKey key, out TValue value)
    {
        if (_many is { } many)
            return many.TryGetValue(key, out value!);

        var known = IsOne(key);
        value = known ? _value! : default!;
        return known;
    }

    public bool TryAdd(TKey key, TValue value)
    {
        if (_many is { } many)
            return many.TryAdd(key, value);
        if (IsOne(key))
            return false;

        if (_key is { } first)
        {
            _many = new Dictionary<TKey, TValue> { [first] = _value!, [key] = value };
            (_key, _value) = (null, default);
        }
        else
        {
            (_key, _value) = (key, value);
        }

        return true;
    }

    public bool Remove(TKey key, out TValue value)
    {
        if (_many is { } many)
        {
            var removed = many.Remove(key, out value!);
            if (many.Count == 0)
                _many = null;
            else if (many.Count < many.Capacity / Sparse)
                many.TrimExcess(2 * many.Count);
            return removed;
        }

        if (!TryGetValue(key, out value))
            return false;

        (_key, _value) = (null, default);
        return true;
    }

    public bool Remove(TKey key) => Remove(key, out _);

    private readonly bool IsOne(TKey key) => _key is { } one && one.Equals(key);
}
