using System.Text;

namespace AkkaH2.Referee;

/// <summary>A field block and how far it is read: integers and strings (RFC 7541 §5).</summary>
internal sealed class BlockCursor(byte[] block)
{
    private int _position;

    public bool IsAtEnd => _position == block.Length;

    /// <summary>The octet that comes next.</summary>
    public byte Next => IsAtEnd ? throw Broken("RFC 7541 §5", "the block ends inside a field") : block[_position];

    /// <summary>RFC 7541 §5.1: the low bits of the next octet, and if they are all ones as many octets as say that they go on.</summary>
    public int Integer(int prefixBits)
    {
        var most = (1 << prefixBits) - 1;
        long value = Next & most;
        _position++;
        if (value < most) return (int)value;

        for (var shift = 0; ; shift += 7)
        {
            var octet = Next;
            _position++;
            value += (long)(octet & 0b0111_1111) << shift;
            if (value > int.MaxValue || shift > 28) throw Broken("RFC 7541 §5.1", "an integer that is too large");
            if ((octet & 0b1000_0000) == 0) return (int)value;
        }
    }

    /// <summary>RFC 7541 §5.2: the H bit, seven bits and more of length, and the octets, Huffman-coded if H is set.</summary>
    public string String()
    {
        var isHuffman = (Next & 0b1000_0000) != 0;
        var length = Integer(7);
        if (length > block.Length - _position) throw Broken("RFC 7541 §5.2", $"a string of {length} octets where {block.Length - _position} are left");

        var octets = block[_position..(_position + length)];
        _position += length;
        return Encoding.Latin1.GetString(isHuffman ? Huffman.Rfc.Decode(octets) : octets);
    }

    public static RuleBrokenException Broken(string rule, string seen) => new(rule, ErrorNumber.CompressionError, seen);
}
