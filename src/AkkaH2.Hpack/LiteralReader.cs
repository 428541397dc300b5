using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace AkkaH2.Hpack;

/// <summary>Reads the strings of one literal field; makes them only as long as there is room for them where they will be kept.</summary>
internal ref struct LiteralReader(long room)
{
    private const int StackOctets = 512;

    /// <summary>Whether name and value so far are there as strings, because there is room for their octets.</summary>
    public readonly bool Fits => Octets <= room;

    /// <summary>The octets of name and value so far.</summary>
    public long Octets { get; set; }

    /// <summary>Reads a string that may be shared with other connections.</summary>
    public bool TryReadShared(ref BlockReader reader, out string text)
    {
        text = "";
        if (!reader.TryReadString(out var octets, out var huffman))
            return false;
        if (!Fits || !SharedLiterals.Accepts(octets))
            return TryTake(ref reader, octets, huffman, out text);

        var hash = SharedLiterals.Hash(octets, huffman);
        if (SharedLiterals.Find(octets, huffman, hash) is { } known)
        {
            Octets += known.Length;
            text = known;
            return true;
        }

        if (!TryTake(ref reader, octets, huffman, out text))
            return false;
        if (Fits)
            SharedLiterals.Offer(octets, huffman, hash, text);
        return true;
    }

    /// <summary>Reads a string that nobody else gets to see.</summary>
    public bool TryReadOwn(ref BlockReader reader, out string text)
    {
        text = "";
        return reader.TryReadString(out var octets, out var huffman) && TryTake(ref reader, octets, huffman, out text);
    }

    private bool TryTake(ref BlockReader reader, scoped ReadOnlySpan<byte> octets, bool huffman, out string text) =>
        huffman ? TryDecode(ref reader, octets, out text) : Make(octets, out text);

    [SkipLocalsInit]
    private bool TryDecode(ref BlockReader reader, scoped ReadOnlySpan<byte> octets, out string text)
    {
        var room = Huffman.GetMaxDecodedLength(octets.Length);
        if (room <= StackOctets)
            return TryDecode(ref reader, octets, stackalloc byte[StackOctets], out text);

        var rented = ArrayPool<byte>.Shared.Rent(room);
        var decoded = TryDecode(ref reader, octets, rented, out text);
        ArrayPool<byte>.Shared.Return(rented);
        return decoded;
    }

    private bool TryDecode(ref BlockReader reader, scoped ReadOnlySpan<byte> octets, scoped Span<byte> room, out string text)
    {
        text = "";
        var huffman = new HuffmanReader(octets, room);
        var count = huffman.ReadToEnd();
        return huffman.Fault is { } fault ? reader.Fail(fault) : Make(room[..count], out text);
    }

    private bool Make(scoped ReadOnlySpan<byte> octets, out string text)
    {
        Octets += octets.Length;
        text = Fits ? Encoding.Latin1.GetString(octets) : "";
        return true;
    }
}
