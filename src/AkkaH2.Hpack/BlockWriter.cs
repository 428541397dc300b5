using System.Buffers;
using System.Text;

namespace AkkaH2.Hpack;

/// <summary>Writes the primitives of a field block (RFC 7541 §5) and advances the output once for as much as fits a span.</summary>
internal ref struct BlockWriter(IBufferWriter<byte> output, bool useHuffman = true)
{
    private const int LongestInteger = 6;

    private Span<byte> _room;
    private int _written;

    /// <summary>RFC 7541 §5.1: the pattern of the representation above the prefix, the value in and after it.</summary>
    public void Integer(int pattern, int prefixMask, int value)
    {
        Reserve(LongestInteger);
        if (value < prefixMask)
        {
            _room[_written++] = (byte)(pattern | value);
            return;
        }

        _room[_written++] = (byte)(pattern | prefixMask);
        var rest = value - prefixMask;
        for (; rest >= 0x80; rest >>= 7)
            _room[_written++] = (byte)(rest | 0x80);
        _room[_written++] = (byte)rest;
    }

    /// <summary>RFC 7541 §5.2: Huffman-coded when that is wanted and shorter.</summary>
    public void Text(string text)
    {
        if (useHuffman && Huffman.GetEncodedLength(text) is var coded && coded < text.Length)
        {
            Integer(0x80, 0x7F, coded);
            Reserve(coded);
            _written += Huffman.Encode(text, _room[_written..]);
        }
        else
        {
            Integer(0, 0x7F, text.Length);
            Reserve(text.Length);
            _written += Encoding.Latin1.GetBytes(text, _room[_written..]);
        }
    }

    public void Complete()
    {
        if (_written > 0)
            output.Advance(_written);
        _written = 0;
        _room = default;
    }

    private void Reserve(int octets)
    {
        if (_room.Length - _written >= octets)
            return;
        Complete();
        _room = output.GetSpan(octets);
    }
}
