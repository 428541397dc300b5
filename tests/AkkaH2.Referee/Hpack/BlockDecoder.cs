namespace AkkaH2.Referee;

/// <summary>Reads the field blocks of one direction of a connection (RFC 7541 §3.2, §6).</summary>
public sealed class BlockDecoder
{
    private int _limit = 4_096; // RFC 9113 §6.5.2
    private int? _owedSize;

    /// <summary>The table that the other side's encoder has, too.</summary>
    public DynamicFields Table { get; } = new();

    /// <summary>Our SETTINGS_HEADER_TABLE_SIZE, from the acknowledgement on. Below the size in use, the next block has to say so first.</summary>
    public void Limit(int octets)
    {
        _limit = octets;
        if (octets < Table.MaxSize) _owedSize = Math.Min(octets, _owedSize ?? octets);
    }

    /// <summary>The fields of a whole block.</summary>
    /// <exception cref="RuleBrokenException">It cannot be decoded; the decoder is of no more use.</exception>
    public IReadOnlyList<Field> Decode(byte[] block)
    {
        var cursor = new BlockCursor(block);
        var fields = new List<Field>();
        while (!cursor.IsAtEnd)
        {
            if (IsSizeUpdate(cursor.Next)) Resize(cursor, isFirst: fields.Count == 0);
            else fields.Add(Read(cursor));
        }

        return fields;
    }

    private static bool IsSizeUpdate(byte first) => (first & 0b1110_0000) == 0b0010_0000;

    // RFC 7541 §4.2, §6.3: only in front of the first field; up to the limit; the smallest limit since the last block comes first.
    private void Resize(BlockCursor cursor, bool isFirst)
    {
        if (!isFirst) throw BlockCursor.Broken("RFC 7541 §4.2", "a size update behind a field");

        var size = cursor.Integer(5);
        var limit = _owedSize ?? _limit;
        if (size > limit) throw BlockCursor.Broken("RFC 7541 §6.3", $"a size update to {size} octets where {limit} are allowed");

        _owedSize = null;
        Table.Resize(size);
    }

    private Field Read(BlockCursor cursor)
    {
        if (_owedSize is { } owed) throw BlockCursor.Broken("RFC 7541 §4.2", $"a block without a size update after the table was limited to {owed} octets");

        // RFC 7541 §6.1: 1....... is an index.
        if ((cursor.Next & 0b1000_0000) != 0) return IndexSpace.FieldAt(cursor.Integer(7), Table);

        // RFC 7541 §6.2.1: 01...... is a literal that goes into the table.
        if ((cursor.Next & 0b0100_0000) != 0)
        {
            var field = Literal(cursor, prefixBits: 6, neverIndexed: false);
            Table.Insert(field);
            return field;
        }

        // RFC 7541 §6.2.2, §6.2.3: 0000.... does not; 0001.... never may, here or further on.
        return Literal(cursor, prefixBits: 4, neverIndexed: (cursor.Next & 0b0001_0000) != 0);
    }

    private Field Literal(BlockCursor cursor, int prefixBits, bool neverIndexed)
    {
        var index = cursor.Integer(prefixBits);
        var name = index == 0 ? cursor.String() : IndexSpace.FieldAt(index, Table).Name;
        return new Field(name, cursor.String(), neverIndexed);
    }
}
