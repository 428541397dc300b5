using System.Buffers.Binary;

namespace AkkaH2.Wire;

/// <summary>
/// The five octets of priority in HEADERS and PRIORITY (RFC 9113 §6.2, §6.3). Deprecated (§5.3.2): without a meaning unless a server is told to keep the
/// tree of RFC 7540 §5.3.
/// </summary>
/// <param name="Dependency">The stream this one depends on.</param>
/// <param name="Exclusive">The E bit.</param>
/// <param name="Weight">1 to 256; one octet on the wire, which says one less.</param>
internal sealed record StreamPriority(StreamId Dependency, bool Exclusive, int Weight)
{
    /// <summary>Octets on the wire.</summary>
    public const int Size = 5;

    private const uint ExclusiveBit = 0x8000_0000;

    internal static StreamPriority Read(ReadOnlySpan<byte> octets)
    {
        var word = BinaryPrimitives.ReadUInt32BigEndian(octets);
        return new StreamPriority(new StreamId((int)(word & ~ExclusiveBit)), (word & ExclusiveBit) != 0, octets[4] + 1);
    }

    internal void Write(Span<byte> octets)
    {
        BinaryPrimitives.WriteUInt32BigEndian(octets, (uint)Dependency.Value | (Exclusive ? ExclusiveBit : 0));
        octets[4] = checked((byte)(Weight - 1));
    }

    /// <summary>Such as <c>depends-on=3 weight=16 exclusive</c>.</summary>
    public override string ToString() => $"depends-on={Dependency} weight={Weight}{(Exclusive ? " exclusive" : "")}";
}
