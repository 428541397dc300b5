using System.Runtime.Serialization;
using AkkaH2.Hpack;

namespace AkkaH2.Remoting;

/// <summary>
/// Reads what a <see cref="MessageWriter"/> wrote, from octets that may be anything. A length is compared with what is left before anything of it is
/// allocated, so a message takes memory in proportion to its octets. Octets behind the last part are left: a later version may append parts.
/// </summary>
internal ref struct MessageReader(byte[] octets)
{
    private int _at;

    private readonly int Left => octets.Length - _at;

    /// <summary>True where an earlier version has written nothing more.</summary>
    public readonly bool IsAtEnd => Left == 0;

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (Left == 0)
                throw Wrong("the message ends within a number");
            var octet = octets[_at++];
            value |= (ulong)(octet & 0x7f) << shift;
            if (octet < 0x80)
                return (long)value;
        }

        throw Wrong("a number of more than 64 bits");
    }

    public bool Flag() => Number() switch
    {
        0 => false,
        1 => true,
        var other => throw Wrong($"a flag of {other}"),
    };

    /// <summary>A number within this range.</summary>
    public int Number(int least, int most) => Number() is var value && value >= least && value <= most ? (int)value : throw Wrong($"{value} instead of {least} to {most}");

    public string Text()
    {
        var text = Octets();
        try
        {
            return MessageWriter.Utf8.GetString(text.Span);
        }
        catch (ArgumentException cause)
        {
            throw new SerializationException($"At octet {_at - text.Length}: a text that is not UTF-8.", cause);
        }
    }

    public string? OptionalText() => Flag() ? Text() : null;

    /// <summary>Octets, in the message's own memory.</summary>
    public ReadOnlyMemory<byte> Octets()
    {
        var length = Number();
        if (length < 0 || length > Left)
            throw Wrong($"a length of {length} where {Left} octets are left");
        _at += (int)length;
        return octets.AsMemory(_at - (int)length, (int)length);
    }

    /// <summary>How many parts follow, each of at least so many octets.</summary>
    public int Count(int octetsOfEach)
    {
        var count = Number();
        return count >= 0 && count <= Left / octetsOfEach ? (int)count : throw Wrong($"a count of {count} where {Left} octets are left");
    }

    public Headers Fields()
    {
        const int ShortestField = 3; // two lengths and a flag
        var fields = new Headers.Builder(0);
        for (var left = Count(ShortestField); left > 0; left--)
            fields.Add(new HeaderField(Text(), Text(), Flag()));
        return fields.Build();
    }

    private readonly SerializationException Wrong(string what) => new($"At octet {_at}: {what}.");
}
