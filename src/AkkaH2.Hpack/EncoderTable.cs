namespace AkkaH2.Hpack;

/// <summary>
/// The encoder's tables with their search. A field's identity is its place among all ever inserted, or below 0 its static index.
/// Chains run from newer to older fields and end where a field has been evicted, so eviction needs no unlinking. A search
/// looks at a few links only: what it misses costs compression, never time.
/// </summary>
internal sealed class EncoderTable(int maxSize)
{
    private const int MaxLinks = 16;

    private readonly DynamicTable _table = new(maxSize);
    private Link[] _links = [];
    private long[] _newestByField = [0];
    private long[] _newestByName = [0];

    public DynamicTable Fields => _table;

    /// <summary>Identity of the field with this name and value, or 0.</summary>
    public long FindField(in HeaderField field, uint hash)
    {
        var identity = _newestByField[hash & (_newestByField.Length - 1)];
        for (var links = 0; links < MaxLinks && _table.Holds(identity); links++)
        {
            ref readonly var link = ref LinkOf(identity);
            if (link.FieldHash == hash && FieldOf(identity) is var found && found.Value == field.Value && found.Name == field.Name)
                return identity;
            identity = link.OlderField;
        }

        return 0;
    }

    /// <summary>Identity of the newest field with this name, or 0.</summary>
    public long FindName(string name, uint hash)
    {
        var identity = _newestByName[hash & (_newestByName.Length - 1)];
        for (var links = 0; links < MaxLinks && _table.Holds(identity); links++)
        {
            ref readonly var link = ref LinkOf(identity);
            if (link.NameHash == hash && FieldOf(identity).Name == name)
                return identity;
            identity = link.OlderName;
        }

        return 0;
    }

    /// <summary>RFC 7541 §2.3.3: the index that stands for this field now, or 0 when it has been evicted.</summary>
    public int IndexOf(long identity)
    {
        if (identity <= 0)
            return (int)-identity;
        return _table.Holds(identity) ? (int)(_table.Inserted - identity) + StaticTable.Count + 1 : 0;
    }

    /// <summary>Inserts a field and gives its identity.</summary>
    public long Insert(in HeaderField field, uint nameHash, uint fieldHash)
    {
        _table.Insert(in field);
        if (_links.Length != _table.Capacity)
            Relink(_table.Capacity);
        Chain(_table.Inserted, nameHash, fieldHash);
        return _table.Inserted;
    }

    public void Resize(int maxSize) => _table.Resize(maxSize);

    private ref Link LinkOf(long identity) => ref _links[(int)identity & (_links.Length - 1)];

    private ref readonly HeaderField FieldOf(long identity) => ref _table[(int)(_table.Inserted - identity)];

    private void Chain(long identity, uint nameHash, uint fieldHash)
    {
        ref var newestField = ref _newestByField[fieldHash & (_newestByField.Length - 1)];
        ref var newestName = ref _newestByName[nameHash & (_newestByName.Length - 1)];
        LinkOf(identity) = new Link(nameHash, fieldHash, newestName, newestField);
        newestField = identity;
        newestName = identity;
    }

    private void Relink(int capacity)
    {
        var old = _links;
        _links = new Link[capacity];
        _newestByField = new long[capacity];
        _newestByName = new long[capacity];
        for (var identity = _table.Inserted - _table.Count + 1; identity < _table.Inserted; identity++)
        {
            ref readonly var link = ref old[(int)identity & (old.Length - 1)];
            Chain(identity, link.NameHash, link.FieldHash);
        }
    }

    private readonly record struct Link(uint NameHash, uint FieldHash, long OlderName, long OlderField);
}
