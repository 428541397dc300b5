using System.Runtime.CompilerServices;

namespace AkkaH2.Hpack;

/// <summary>
/// Decodes field blocks (RFC 7541) of one direction of a connection. Names and values that an index stands for are handed out
/// as the same string instance each time. Not thread-safe. Memory: the dynamic table, and during a call at most 1.6 octets
/// for each octet of the block; strings are made only of what the limits or the table can keep.
/// </summary>
public sealed class HpackDecoder
{
    private const int SizeUpdateMask = 0x1F;

    private readonly DynamicTable _table;
    private int _limit;
    private int? _demandedSize;

    /// <summary>Creates a decoder whose table may hold this many octets, as both ends know without a size update.</summary>
    /// <param name="maxTableSize">4096 is what HTTP/2 begins with (RFC 9113 §6.5.2).</param>
    public HpackDecoder(int maxTableSize = 4096)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxTableSize);
        _limit = maxTableSize;
        _table = new DynamicTable(maxTableSize);
    }

    /// <summary>Octets (<see cref="HeaderField.Size"/> each) of one block that are kept (RFC 9113 §6.5.2, SETTINGS_MAX_HEADER_LIST_SIZE).</summary>
    public int MaxFieldSectionSize { get; set; } = int.MaxValue;

    /// <summary>Fields of one block that are kept.</summary>
    public int MaxFieldCount { get; set; } = int.MaxValue;

    internal DynamicTable Table => _table;

    /// <summary>Sets our SETTINGS_HEADER_TABLE_SIZE, once the peer has acknowledged it.</summary>
    /// <param name="octets">Below the size in use, the peer's next block must begin with a size update (RFC 7541 §4.2).</param>
    public void SetMaxTableSize(int octets)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(octets);
        _limit = octets;
        if (octets < Math.Min(_table.MaxSize, _demandedSize ?? int.MaxValue))
            _demandedSize = octets;
    }

    /// <summary>Decodes a whole field block and appends its fields.</summary>
    /// <param name="block">The field block: the fragments of HEADERS or PUSH_PROMISE and their CONTINUATION frames, joined.</param>
    /// <param name="fields">Gets the fields in order; after an error, those that stood before it.</param>
    /// <returns>Ok; ListTooLarge when fields were left out; CompressionError with what was seen, after which the decoder is of no use.</returns>
    public HpackResult Decode(ReadOnlySpan<byte> block, List<HeaderField> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var reader = new BlockReader(block);
        var section = new FieldSection(fields, MaxFieldSectionSize, MaxFieldCount);
        if (!ReadSizeUpdates(ref reader))
            return HpackResult.Error(reader.Fault!);

        while (!reader.AtEnd)
        {
            if (!ReadField(ref reader, ref section))
                return HpackResult.Error(reader.Fault!);
        }

        return section.Result;
    }

    // RFC 7541 §4.2: size updates stand at the beginning of a block.
    private bool ReadSizeUpdates(ref BlockReader reader)
    {
        while (!reader.AtEnd && (reader.Current & 0xE0) == 0x20)
        {
            if (!reader.TryReadInteger(SizeUpdateMask, out var size) || !Resize(ref reader, size))
                return false;
        }

        // RFC 7541 §4.2, RFC 9113 §4.3.1: after we lowered the limit below the size in use, the next block must begin with a size update.
        return _demandedSize is not { } demanded || reader.AtEnd
            || reader.Fail($"no size update at the beginning of the block after the table was limited to {demanded} octets");
    }

    private bool Resize(ref BlockReader reader, int size)
    {
        // RFC 7541 §6.3: a size above the limit is a decoding error; §4.2: the smallest limit of the interval comes first.
        var limit = _demandedSize ?? _limit;
        if (size > limit)
            return reader.Fail($"a size update to {size} octets where {limit} are allowed");

        _demandedSize = null;
        _table.Resize(size);
        return true;
    }

    /// <summary>RFC 7541 §6: the first bits tell the representation.</summary>
    private bool ReadField(ref BlockReader reader, ref FieldSection section) => reader.Current switch
    {
        >= 0x80 => ReadIndexed(ref reader, ref section),
        >= 0x40 => ReadLiteral(ref reader, ref section, nameMask: 0x3F, insert: true),
        >= 0x20 => reader.Fail("a size update after the beginning of the block"), // RFC 7541 §4.2
        >= 0x10 => ReadLiteral(ref reader, ref section, nameMask: 0x0F, neverIndexed: true),
        _ => ReadLiteral(ref reader, ref section, nameMask: 0x0F),
    };

    private bool ReadIndexed(ref BlockReader reader, ref FieldSection section)
    {
        if (!reader.TryReadInteger(0x7F, out var index))
            return false;

        ref readonly var field = ref Lookup(index);
        if (Unsafe.IsNullRef(in field))
            return FailIndex(ref reader, index);

        section.Add(in field);
        return true;
    }

    private bool ReadLiteral(ref BlockReader reader, ref FieldSection section, int nameMask, bool insert = false, bool neverIndexed = false)
    {
        var text = new LiteralReader(room: insert ? Math.Max(section.Room, _table.Room) : section.Room);
        if (!ReadName(ref reader, nameMask, ref text, out var name) || !ReadValue(ref reader, ref text, name, neverIndexed, out var value))
            return false;

        if (!text.Fits)
        {
            if (insert)
                _table.Clear();
            section.Count(text.Octets);
            return true;
        }

        var field = new HeaderField(name, value, neverIndexed);
        if (insert)
            _table.Insert(in field);
        section.Add(in field);
        return true;
    }

    private bool ReadName(ref BlockReader reader, int nameMask, ref LiteralReader text, out string name)
    {
        name = "";
        if (!reader.TryReadInteger(nameMask, out var index))
            return false;
        if (index == 0)
            return text.TryReadShared(ref reader, out name);

        ref readonly var field = ref Lookup(index);
        if (Unsafe.IsNullRef(in field))
            return FailIndex(ref reader, index);

        name = field.Name;
        text.Octets += name.Length;
        return true;
    }

    private static bool ReadValue(ref BlockReader reader, ref LiteralReader text, string name, bool neverIndexed, out string value) =>
        neverIndexed || IndexingPolicy.IsSecret(name) ? text.TryReadOwn(ref reader, out value) : text.TryReadShared(ref reader, out value);

    /// <summary>RFC 7541 §2.3.3: 1 to 61 are static, those above dynamic, newest first. A null reference is no field.</summary>
    private ref readonly HeaderField Lookup(int index)
    {
        if ((uint)(index - 1) < StaticTable.Count)
            return ref StaticTable.Field(index);

        var age = index - StaticTable.Count - 1;
        return ref (uint)age < (uint)_table.Count ? ref _table[age] : ref Unsafe.NullRef<HeaderField>();
    }

    // RFC 7541 §6.1: index 0 is a decoding error; §2.3.3: so is an index beyond the tables.
    private bool FailIndex(ref BlockReader reader, int index) => reader.Fail(index == 0
        ? "index 0, which stands for no field"
        : $"index {index} is beyond the tables ({StaticTable.Count} static, {_table.Count} dynamic)");
}
