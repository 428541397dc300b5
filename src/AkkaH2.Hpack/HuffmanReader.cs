using System.Buffers.Binary;

namespace AkkaH2.Hpack;

/// <summary>
/// Decodes one Huffman-coded string (RFC 7541 §5.2). The window holds the next bits left-aligned; bits beyond those
/// counted are either zero or already the right ones, so that refilling may "or" them again.
/// </summary>
internal ref struct HuffmanReader(ReadOnlySpan<byte> encoded, Span<byte> destination)
{
    private const int LooksPerRefill = 4;
    private const int RefilledBits = 56;

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
        ReadBulk();
        while (Fault is null && ReadCarefully())
        {
        }

        return _written;
    }

    /// <summary>As long as eight octets can be read and four looks be written without asking.</summary>
    private void ReadBulk()
    {
        var (position, written, window, bits) = (0, 0, 0UL, 0);
        while (position + sizeof(ulong) <= _encoded.Length && written + 2 * LooksPerRefill <= _destination.Length)
        {
            window |= BinaryPrimitives.ReadUInt64BigEndian(_encoded[position..]) >> bits;
            position += (63 - bits) >> 3;
            bits |= RefilledBits;
            var room = _destination.Slice(written, 2 * LooksPerRefill);
            var count = 0;
            for (var look = 0; look < LooksPerRefill; look++)
            {
                var step = HuffmanTable.Look(window);
                if (step.IsLongCode)
                    break;
                BinaryPrimitives.WriteUInt16LittleEndian(room[count..], step.Symbols);
                count += step.Count;
                window <<= step.Bits;
                bits -= step.Bits;
            }

            written += count;
            if (count > 0)
                continue;
            (_position, _written, _window, _bits) = (position, written, window, bits);
            if (!ReadLongCode())
                return;
            (written, window, bits) = (_written, _window, _bits);
        }

        (_position, _written, _window, _bits) = (position, written, window, bits);
    }

    /// <summary>One look near the end, where bits and room are counted.</summary>
    private bool ReadCarefully()
    {
        for (; _bits <= RefilledBits && _position < _encoded.Length; _bits += 8)
            _window |= (ulong)_encoded[_position++] << (RefilledBits - _bits);

        var step = HuffmanTable.Look(_window);
        if (step.IsLongCode)
            return ReadLongCode();
        if (step.FirstBits > _bits)
            return CheckPadding();

        var both = step.Count == 2 && step.Bits <= _bits;
        _destination[_written++] = step.First;
        if (both)
            _destination[_written++] = (byte)(step.Symbols >> 8);
        Consume(both ? step.Bits : step.FirstBits);
        return true;
    }

    private bool ReadLongCode()
    {
        var symbol = HuffmanTable.FindLong(_window);
        var length = HuffmanCode.LengthOf(symbol);
        if (length > _bits)
            return CheckPadding();
        // RFC 7541 §5.2: a literal that contains the end-of-string symbol is a decoding error.
        if (symbol == HuffmanCode.EndOfString)
            return Fail($"the end-of-string symbol after {_written} octets of a Huffman-coded string");

        _destination[_written++] = (byte)symbol;
        Consume(length);
        return true;
    }

    private void Consume(int bits)
    {
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
