using System.Buffers;
using System.Runtime.InteropServices;

namespace AkkaH2.Hpack;

/// <summary>
/// Encodes field blocks (RFC 7541) for one direction of a connection. Fields marked as never indexed, authorization,
/// proxy-authorization, set-cookie and short cookies never enter a table. Not thread-safe; allocates nothing once its table has grown.
/// </summary>
public sealed class HpackEncoder
{
    private const int InitialPeerSize = 4096; // RFC 9113 §6.5.2: SETTINGS_HEADER_TABLE_SIZE before any SETTINGS

    // RFC 7541 §6: the bits that tell a representation, and the mask of the integer below them.
    private const int IndexedPattern = 0x80, IndexedMask = 0x7F;
    private const int InsertPattern = 0x40, InsertNameMask = 0x3F;
    private const int SizeUpdatePattern = 0x20, SizeUpdateMask = 0x1F;
    private const int NeverPattern = 0x10, WithoutPattern = 0x00, ShortNameMask = 0x0F;

    private readonly int _cap;
    private readonly EncoderTable _table = new(InitialPeerSize);
    private readonly RecentFields _recent = new();
    private readonly RepeatFilter _repeats = new();
    private int _size;
    private int _smallestSize;

    /// <summary>Creates an encoder for a peer that allows 4096 octets until it says otherwise (RFC 9113 §6.5.2).</summary>
    /// <param name="tableSizeCap">Octets of table that are used at most, whatever the peer allows.</param>
    public HpackEncoder(int tableSizeCap = 4096)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tableSizeCap);
        _cap = tableSizeCap;
        _smallestSize = _size = Math.Min(tableSizeCap, InitialPeerSize);
    }

    /// <summary>Whether strings are Huffman-coded where that is shorter (RFC 7541 §5.2); if not, they can be read in a capture.</summary>
    public bool UseHuffman { get; init; } = true;

    internal DynamicTable Table => _table.Fields;

    /// <summary>Sets the peer's SETTINGS_HEADER_TABLE_SIZE; where it changes the table, the next block begins with size updates (RFC 7541 §4.2).</summary>
    /// <param name="octets">Octets the peer allows.</param>
    public void SetPeerMaxTableSize(int octets)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(octets);
        _size = Math.Min(octets, _cap);
        _smallestSize = Math.Min(_smallestSize, _size);
    }

    /// <summary>Writes a whole field block.</summary>
    /// <param name="fields">The fields in order. Names are written as they are: HTTP/2 wants lower case (RFC 9113 §8.2.1).</param>
    /// <param name="output">Gets the octets of the block.</param>
    /// <exception cref="ArgumentException">A name or value has a char above U+00FF, which is no octet; nothing was written.</exception>
    public void Encode(ReadOnlySpan<HeaderField> fields, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        RequireOctets(fields);
        var writer = new BlockWriter(output, UseHuffman);
        if (_smallestSize != Table.MaxSize || _size != Table.MaxSize)
            WriteSizeUpdates(ref writer);

        for (var place = 0; place < fields.Length; place++)
        {
            ref readonly var field = ref fields[place];
            if (_table.IndexOf(_recent.Find(place, in field)) is var index and not 0)
                writer.Integer(IndexedPattern, IndexedMask, index);
            else
                WriteField(ref writer, place, in field);
        }

        writer.Complete();
    }

    // RFC 7541 §4.2: the smallest size of the interval first, so that both ends evict alike, then the final one.
    private void WriteSizeUpdates(ref BlockWriter writer)
    {
        if (_smallestSize < Table.MaxSize)
            WriteSizeUpdate(ref writer, _smallestSize);
        if (_size != Table.MaxSize)
            WriteSizeUpdate(ref writer, _size);
        _smallestSize = _size;
    }

    private void WriteSizeUpdate(ref BlockWriter writer, int size)
    {
        writer.Integer(SizeUpdatePattern, SizeUpdateMask, size);
        _table.Resize(size);
    }

    private void WriteField(ref BlockWriter writer, int place, in HeaderField field)
    {
        var nameHash = FieldHash.Of(field.Name);
        var staticName = StaticTable.FindName(field.Name, nameHash);
        var indexing = IndexingPolicy.Of(in field, staticName, Table.MaxSize);
        if (indexing == Indexing.Never)
        {
            WriteLiteral(ref writer, in field, NameIndex(in field, nameHash, staticName), NeverPattern, ShortNameMask);
            return;
        }

        var fieldHash = FieldHash.Of(nameHash, field.Value);
        if (Find(in field, staticName, fieldHash) is var identity and not 0)
        {
            writer.Integer(IndexedPattern, IndexedMask, _table.IndexOf(identity));
            _recent.Note(place, in field, identity);
            return;
        }

        var nameIndex = NameIndex(in field, nameHash, staticName);
        if (indexing == Indexing.Without || (indexing == Indexing.WhenRepeated && !_repeats.IsRepeated(fieldHash)))
        {
            WriteLiteral(ref writer, in field, nameIndex, WithoutPattern, ShortNameMask);
            return;
        }

        WriteLiteral(ref writer, in field, nameIndex, InsertPattern, InsertNameMask);
        _recent.Note(place, in field, _table.Insert(in field, nameHash, fieldHash));
    }

    private long Find(in HeaderField field, int staticName, uint fieldHash) =>
        staticName != 0 && StaticTable.FindValue(staticName, field.Value) is var index and not 0
            ? -index
            : _table.FindField(in field, fieldHash);

    private int NameIndex(in HeaderField field, uint nameHash, int staticName) =>
        staticName != 0 ? staticName : _table.IndexOf(_table.FindName(field.Name, nameHash));

    // RFC 7541 §6.2: the name by index, or 0 and the name; then the value.
    private static void WriteLiteral(ref BlockWriter writer, in HeaderField field, int nameIndex, int pattern, int nameMask)
    {
        writer.Integer(pattern, nameMask, nameIndex);
        if (nameIndex == 0)
            writer.Text(field.Name);
        writer.Text(field.Value);
    }

    // Before anything is written: an exception in the middle would leave the peer's table behind ours.
    private void RequireOctets(ReadOnlySpan<HeaderField> fields)
    {
        for (var place = 0; place < fields.Length; place++)
        {
            ref readonly var field = ref fields[place];
            if (_recent.Knows(place, in field))
                continue;
            RequireOctets(field.Name, field.Name);
            RequireOctets(field.Name, field.Value);
        }
    }

    private static void RequireOctets(string name, string text)
    {
        if (!AreOctets(text))
            ThrowNoOctets(name, text);
    }

    private static bool AreOctets(ReadOnlySpan<char> text)
    {
        const ulong highOctets = 0xFF00_FF00_FF00_FF00;
        var bits = 0UL;
        foreach (var four in MemoryMarshal.Cast<char, ulong>(text))
            bits |= four;
        foreach (var octet in text[(text.Length & ~3)..])
            bits |= (ulong)octet;
        return (bits & highOctets) == 0;
    }

    private static void ThrowNoOctets(string name, string text)
    {
        var at = text.AsSpan().IndexOfAnyExceptInRange('\0', '\u00FF');
        throw new ArgumentException($"header field '{name}' has the char U+{(int)text[at]:X4} at {at}, which is no octet");
    }
}
