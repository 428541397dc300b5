using System.Text;

namespace AkkaH2.Rfc9113.Tests;

/// <summary>Field blocks octet by octet, as RFC 7541 §6 writes them: nothing of them is in the peer's own encoder.</summary>
internal static class RawBlock
{
    public const byte IndexedField = 0x80;
    public const byte Indexing = 0x40;
    public const byte SizeUpdate = 0x20;
    public const byte NeverIndexed = 0x10;
    public const byte NotIndexed = 0x00;

    /// <summary>The index of the newest entry of the dynamic table (RFC 7541 §2.3.3).</summary>
    public const int Newest = 62;

    private const int Authority = 1;
    private const int Path = 4;

    /// <summary>The pseudo-header fields of GET; no table keeps any of it.</summary>
    public static byte[] Get(string path) => [0x82, 0x86, .. Literal(NotIndexed, Path, path), .. Literal(NotIndexed, Authority, "localhost")];

    /// <summary>A whole field by its index.</summary>
    public static byte[] Indexed(int index) => Integer(IndexedField, 7, index);

    /// <summary>A literal whose name is an index.</summary>
    public static byte[] Literal(byte kind, int name, string value) => [.. Integer(kind, kind == Indexing ? 6 : 4, name), .. String(value)];

    /// <summary>A literal with a name of its own.</summary>
    public static byte[] Literal(byte kind, string name, string value) => [kind, .. String(name), .. String(value)];

    /// <summary>RFC 7541 §6.3.</summary>
    public static byte[] Resize(int octets) => Integer(SizeUpdate, 5, octets);

    /// <summary>RFC 7541 §5.2, without Huffman coding.</summary>
    public static byte[] String(string text) => [.. Integer(0, 7, text.Length), .. Encoding.ASCII.GetBytes(text)];

    /// <summary>RFC 7541 §5.1.</summary>
    public static byte[] Integer(byte kind, int prefix, int value)
    {
        var most = (1 << prefix) - 1;
        if (value < most) return [(byte)(kind | value)];

        var octets = new List<byte> { (byte)(kind | most) };
        for (value -= most; value >= 0x80; value >>= 7) octets.Add((byte)(0x80 | (value & 0x7f)));
        octets.Add((byte)value);
        return [.. octets];
    }
}
