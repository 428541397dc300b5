using System.Text;

namespace AkkaH2.Referee;

/// <summary>The representation that an encoder chooses for a field that it may index (RFC 7541 §6).</summary>
public enum Indexing
{
    /// <summary>A literal that no table keeps, with its name spelled out: §6.2.2. Nothing depends on any table.</summary>
    None,

    /// <summary>An index where a table has the field (§6.1), else a literal that the dynamic table keeps (§6.2.1).</summary>
    Incremental,
}

/// <summary>Writes the field blocks of one direction of a connection (RFC 7541 §6).</summary>
public sealed class BlockEncoder
{
    private const int Cap = 4_096; // a larger table would have to be signaled first (RFC 7541 §4.2), and nothing here needs it

    private readonly DynamicFields _table = new();
    private readonly List<int> _sizesToSignal = [];

    public Indexing Indexing { get; set; } = Indexing.Incremental;

    /// <summary>Huffman-code every string (RFC 7541 §5.2), also where that is longer.</summary>
    public bool UseHuffman { get; set; }

    /// <summary>The other side's SETTINGS_HEADER_TABLE_SIZE. The next block begins with what it changes (RFC 7541 §4.2).</summary>
    public void Allow(uint octets)
    {
        var size = (int)Math.Min(octets, Cap);
        var last = _sizesToSignal.Count > 0 ? _sizesToSignal[^1] : _table.MaxSize;
        if (size != last) _sizesToSignal.Add(size);
    }

    public byte[] Encode(IEnumerable<Field> fields)
    {
        var block = new List<byte>();
        foreach (var size in SmallestAndLast(_sizesToSignal)) block.AddRange(Resize(size));
        _sizesToSignal.Clear();
        foreach (var field in fields) block.AddRange(Encode(field));
        return [.. block];
    }

    private static IEnumerable<int> SmallestAndLast(List<int> sizes) => sizes.Count == 0 ? [] : new[] { sizes.Min(), sizes[^1] }.Distinct();

    private byte[] Resize(int size)
    {
        _table.Resize(size);
        return Integer(0b0010_0000, 5, size);
    }

    private byte[] Encode(Field field)
    {
        if (field.NeverIndexed) return [0b0001_0000, .. String(field.Name), .. String(field.Value)];
        if (Indexing == Indexing.None) return [0b0000_0000, .. String(field.Name), .. String(field.Value)];

        if (IndexSpace.Find(_table, field.IsSameAs) is > 0 and var whole) return Integer(0b1000_0000, 7, whole);

        var name = IndexSpace.Find(_table, other => other.Name == field.Name);
        _table.Insert(field);
        return [.. Integer(0b0100_0000, 6, name), .. name == 0 ? String(field.Name) : [], .. String(field.Value)];
    }

    /// <summary>RFC 7541 §5.2.</summary>
    private byte[] String(string text)
    {
        var octets = Encoding.Latin1.GetBytes(text);
        if (!UseHuffman) return [.. Integer(0, 7, octets.Length), .. octets];

        var coded = Huffman.Rfc.Encode(octets);
        return [.. Integer(0b1000_0000, 7, coded.Length), .. coded];
    }

    /// <summary>RFC 7541 §5.1, below the bits that tell the representation.</summary>
    private static byte[] Integer(byte pattern, int prefixBits, int value)
    {
        var most = (1 << prefixBits) - 1;
        if (value < most) return [(byte)(pattern | value)];

        var octets = new List<byte> { (byte)(pattern | most) };
        for (value -= most; value >= 128; value /= 128) octets.Add((byte)(value % 128 + 128));
        octets.Add((byte)value);
        return [.. octets];
    }
}
