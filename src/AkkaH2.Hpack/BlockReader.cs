namespace AkkaH2.Hpack;

/// <summary>Reads the primitives of a field block (RFC 7541 §5). A method that returns false has set <see cref="Fault"/>.</summary>
internal ref struct BlockReader(ReadOnlySpan<byte> block)
{
    private const int LastShift = 28; // five octets after the prefix hold 35 bits: enough for every number up to 2^31-1

    private readonly ReadOnlySpan<byte> _block = block;
    private int _position;

    public string? Fault { get; private set; }

    public readonly bool AtEnd => _position == _block.Length;

    /// <summary>The octet at the cursor, which stays there: it tells the representation and begins its integer.</summary>
    public readonly byte Current => _block[_position];

    public void Skip() => _position++;

    /// <summary>RFC 7541 §5.1: the low bits of this octet, and when all are 1, the octets that follow.</summary>
    public bool TryReadInteger(int prefixMask, out int value)
    {
        value = Current & prefixMask;
        _position++;
        return value < prefixMask || TryReadRest(ref value);
    }

    /// <summary>RFC 7541 §5.2: the octets of a string literal as they stand, and whether they are Huffman-coded.</summary>
    public bool TryReadString(out ReadOnlySpan<byte> octets, out bool huffman)
    {
        octets = default;
        huffman = false;
        if (AtEnd)
            return Fail("the block ends where a string should begin");

        huffman = (Current & 0x80) != 0;
        if (!TryReadInteger(0x7F, out var length))
            return false;
        if (length > _block.Length - _position)
            return Fail($"a string of {length} octets where the block has {_block.Length - _position} left");

        octets = _block.Slice(_position, length);
        _position += length;
        return true;
    }

    public bool Fail(string fault)
    {
        Fault = fault;
        return false;
    }

    private bool TryReadRest(ref int value)
    {
        var sum = (long)value;
        for (var shift = 0; shift <= LastShift; shift += 7)
        {
            if (AtEnd)
                return Fail("the block ends inside an integer");

            var octet = _block[_position++];
            sum += (long)(octet & 0x7F) << shift;
            // RFC 7541 §5.1: an integer beyond the limits of an implementation is a decoding error, in value and in length.
            if (sum > int.MaxValue)
                return Fail($"an integer above {int.MaxValue}");
            if (octet < 0x80)
            {
                value = (int)sum;
                return true;
            }
        }

        return Fail("an integer of more than 6 octets");
    }
}
