namespace AkkaH2.Referee;

/// <summary>A Huffman code, read and written bit by bit (RFC 7541 §5.2).</summary>
public sealed class Huffman
{
    private const int EndOfString = 256;

    private readonly IReadOnlyList<(uint Code, int Bits)> _codes;
    private readonly Dictionary<(uint Code, int Bits), int> _symbols;

    /// <param name="codes">The code of each octet and then of the end of string, aligned to the low bit.</param>
    public Huffman(IReadOnlyList<(uint Code, int Bits)> codes)
    {
        _codes = codes;
        _symbols = codes.Select((code, symbol) => (code, symbol)).ToDictionary(x => x.code, x => x.symbol);
    }

    /// <summary>The code of RFC 7541 Appendix B.</summary>
    public static Huffman Rfc { get; } = new(HuffmanCodes.AppendixB);

    /// <exception cref="RuleBrokenException">It holds the end of string, or its padding is no beginning of that, or is a whole octet and more.</exception>
    public byte[] Decode(byte[] octets)
    {
        var decoded = new List<byte>();
        var (code, bits) = (0u, 0);
        foreach (var octet in octets)
        {
            for (var bit = 7; bit >= 0; bit--)
            {
                (code, bits) = ((code << 1) | (uint)((octet >> bit) & 1), bits + 1);
                if (!_symbols.TryGetValue((code, bits), out var symbol)) continue;
                if (symbol == EndOfString) throw BlockCursor.Broken("RFC 7541 §5.2", "the end of string inside a string");

                decoded.Add((byte)symbol);
                (code, bits) = (0, 0);
            }
        }

        if (bits > 7) throw BlockCursor.Broken("RFC 7541 §5.2", $"{bits} bits of padding");
        if (code != (1u << bits) - 1) throw BlockCursor.Broken("RFC 7541 §5.2", "padding that is no beginning of the end of string");
        return [.. decoded];
    }

    public byte[] Encode(byte[] octets)
    {
        var bits = new List<bool>();
        foreach (var octet in octets)
        {
            var (code, length) = _codes[octet];
            for (var bit = length - 1; bit >= 0; bit--) bits.Add(((code >> bit) & 1) == 1);
        }

        while (bits.Count % 8 != 0) bits.Add(true); // the beginning of the end of string
        return [.. bits.Chunk(8).Select(octet => (byte)octet.Aggregate(0, (value, bit) => value * 2 + (bit ? 1 : 0)))];
    }
}
