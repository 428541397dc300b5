using System.Buffers.Binary;

namespace AkkaH2.Hpack;

/// <summary>
/// Decodes one Huffman-coded string (RFC 7541 §5.2). The window holds the next bits left-aligned; bits beyond those counted are
/// zero or already the right ones, so that refilling may "or" them again. The destination holds the longest possible
/// result: as long as a look's bits are there, two octets of room are too, because a code has at least 5 bits.
/// </summary>
internal ref struct HuffmanReader(ReadOnlySpan<byte> encoded, Span<byte> destination)
{
    private readonly ReadOnlySpan<byte> _encoded = encoded;
    private readonly Span<byte> _destination = destination;
    private int _position;
    private int _written;
    private ulong _window;
    private int _bits;

    public string? Fault { get; private set; }

    /// <summary>The number of octets decoded; <see cref="Fault"/> says when that is not all.</summary>
    public int ReadToEnd()
    {
        bool more;
        do
        {
            Refill();
            ReadLooks();
            more = _bits >= HuffmanTable.WindowBits ? ReadLongCode() : _position < _encoded.Length || ReadLast();
        }
        while (more);
        return _written;
    }

    private void Refill()
    {
        var left = _encoded.Length - _position;
        var octets = Math.Min(left, (63 - _bits) >> 3);
        var next = left >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64BigEndian(_encoded[_position..]) : ReadTail(left);
        _window |= next >> _bits;
        _position += octets;
        _bits += octets * 8;
    }

    private readonly ulong ReadTail(int left)
    {
        if (left > 0 && _encoded.Length >= sizeof(ulong))
            return BinaryPrimitives.ReadUInt64BigEndian(_encoded[^sizeof(ulong)..]) << (64 - left * 8);

        var tail = 0UL;
        for (var i = 0; i < left; i++)
            tail |= (ulong)_encoded[_position + i] << (56 - i * 8);
        return tail;
    }

    /// <summary>Symbols, one or two a look, until a look's bits are no longer there or a code is longer than a look.</summary>
    private void ReadLooks()
    {
        var (window, bits, written) = (_window, _bits, _written);
        while (bits >= HuffmanTable.WindowBits && HuffmanTable.Look(window) is { IsLongCode: false } step)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_destination[written..], step.Symbols);
            written += step.Count;
            window <<= step.Bits;
            bits -= step.Bits;
        }

        (_window, _bits, _written) = (window, bits, written);
    }

    private bool ReadLongCode()
    {
        if (_bits < HuffmanCode.LongestLength && _position < _encoded.Length)
            return true; // refill first

        var symbol = HuffmanTable.FindLong(_window);
        var length = HuffmanCode.LengthOf(symbol);
        if (length > _bits)
            return CheckPadding();
        // RFC 7541 §5.2: a literal that contains the end-of-string symbol is a decoding error.
        if (symbol == HuffmanCode.EndOfString)
            return Fail($"the end-of-string symbol after {_written} octets of a Huffman-coded string");

        Take((byte)symbol, length);
        return true;
    }

    /// <summary>The last symbols and the padding, when fewer bits are left than a look takes.</summary>
    private bool ReadLast()
    {
        var step = HuffmanTable.Look(_window);
        if (step.IsLongCode || step.FirstBits > _bits)
            return CheckPadding();

        Take(step.First, step.FirstBits);
        return true;
    }

    private void Take(byte symbol, int bits)
    {
        _destination[_written++] = symbol;
        _window <<= bits;
        _bits -= bits;
    }

    // RFC 7541 §5.2: padding longer than 7 bits, or not the first bits of the end-of-string code, is a decoding error.
    private bool CheckPadding()
    {
        if (_bits > 7)
            return Fail($"a Huffman-coded string that ends with {_bits} bits of no symbol");
        if (_bits > 0 && _window >> (64 - _bits) != (1UL << _bits) - 1)
            return Fail("a Huffman-coded string whose padding is not all ones");
        return false;
    }

    private bool Fail(string fault)
    {
        Fault = fault;
        return false;
    }
}
