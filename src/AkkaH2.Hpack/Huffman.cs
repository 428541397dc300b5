using System.Buffers.Binary;

namespace AkkaH2.Hpack;

/// <summary>The Huffman code for string literals (RFC 7541 §5.2, Appendix B) over spans.</summary>
public static class Huffman
{
    /// <summary>The number of octets that <see cref="Encode(ReadOnlySpan{byte}, Span{byte})"/> writes for these.</summary>
    public static int GetEncodedLength(ReadOnlySpan<byte> octets) => OctetsFor<byte, OfByte>(octets);

    /// <summary>The same for octets that stand as chars (ISO-8859-1).</summary>
    public static int GetEncodedLength(ReadOnlySpan<char> octets) => OctetsFor<char, OfChar>(octets);

    /// <summary>Encodes, padded with ones to a whole octet.</summary>
    /// <returns>The number of octets written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static int Encode(ReadOnlySpan<byte> octets, Span<byte> destination) => Pack<byte, OfByte>(octets, destination);

    /// <summary>Encodes octets that stand as chars (ISO-8859-1; of a larger char the low octet counts), padded with ones to a whole octet.</summary>
    /// <returns>The number of octets written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static int Encode(ReadOnlySpan<char> octets, Span<byte> destination) => Pack<char, OfChar>(octets, destination);

    /// <summary>The most octets that this many coded octets can stand for: the shortest code has 5 bits.</summary>
    public static int GetMaxDecodedLength(int encodedLength) => checked((int)(encodedLength * 8L / HuffmanCode.ShortestLength));

    /// <summary>Decodes a whole string literal.</summary>
    /// <param name="encoded">The coded octets.</param>
    /// <param name="destination">Room for <see cref="GetMaxDecodedLength"/> octets.</param>
    /// <param name="written">The number of octets decoded.</param>
    /// <returns>Ok, or CompressionError for an end-of-string symbol or wrong padding.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static HpackResult Decode(ReadOnlySpan<byte> encoded, Span<byte> destination, out int written)
    {
        if (destination.Length < GetMaxDecodedLength(encoded.Length))
            throw new ArgumentException($"{encoded.Length} coded octets need room for {GetMaxDecodedLength(encoded.Length)}", nameof(destination));

        var decoder = new HuffmanReader(encoded, destination);
        written = decoder.ReadToEnd();
        return decoder.Fault is { } fault ? HpackResult.Error(fault) : default;
    }

    private static int OctetsFor<T, TOctet>(ReadOnlySpan<T> symbols) where TOctet : struct, IOctet<T>
    {
        var lengths = HuffmanCode.Lengths;
        var bits = 0L;
        foreach (var symbol in symbols)
            bits += lengths[TOctet.Of(symbol)];
        return checked((int)((bits + 7) / 8));
    }

    private static int Pack<T, TOctet>(ReadOnlySpan<T> symbols, Span<byte> destination) where TOctet : struct, IOctet<T>
    {
        var lengths = HuffmanCode.Lengths;
        var codes = HuffmanCode.Codes;
        var room = destination;
        var pending = 0UL;
        var count = 0;
        foreach (var symbol in symbols)
        {
            var octet = TOctet.Of(symbol);
            var length = lengths[octet];
            pending = (pending << length) | codes[octet];
            count += length;
            if (count < 32)
                continue;
            count -= 32;
            BinaryPrimitives.WriteUInt32BigEndian(room, (uint)(pending >> count));
            room = room[sizeof(uint)..];
        }

        return destination.Length - room.Length + PackRest(pending, count, room);
    }

    // RFC 7541 §5.2: the last octet is filled with the most significant bits of the end-of-string code: ones.
    private static int PackRest(ulong pending, int count, Span<byte> room)
    {
        var octets = (count + 7) / 8;
        var filler = octets * 8 - count;
        pending = (pending << filler) | ((1UL << filler) - 1);
        for (var i = octets - 1; i >= 0; i--, pending >>= 8)
            room[i] = (byte)pending;
        return octets;
    }

    private interface IOctet<T>
    {
        static abstract byte Of(T symbol);
    }

    private readonly struct OfByte : IOctet<byte>
    {
        public static byte Of(byte symbol) => symbol;
    }

    private readonly struct OfChar : IOctet<char>
    {
        public static byte Of(char symbol) => (byte)symbol;
    }
}
