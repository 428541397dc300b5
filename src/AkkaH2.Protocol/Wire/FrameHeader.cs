using System.Buffers.Binary;

namespace AkkaH2.Wire;

/// <summary>The nine octets that begin every frame (RFC 9113 §4.1).</summary>
/// <param name="Length">Octets of payload, without these nine; at most 2^24-1.</param>
/// <param name="Type">The frame type; may be one that this code does not know.</param>
/// <param name="Flags">All eight flag bits as received.</param>
/// <param name="Stream">The stream, without the reserved bit.</param>
internal readonly record struct FrameHeader(int Length, FrameType Type, FrameFlags Flags, StreamId Stream)
{
    /// <summary>Octets of a frame header.</summary>
    public const int Size = 9;

    /// <summary>The most that 24 bits of length can say.</summary>
    public const int MaxLength = 0xff_ffff;

    private const int ReservedBit = 1 << 31;

    /// <summary>Reads a header from the first nine octets.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than nine.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> octets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(octets.Length, Size, nameof(octets));

        var lengthAndType = BinaryPrimitives.ReadUInt32BigEndian(octets);

        // RFC 9113 §4.1: the reserved bit is ignored when receiving.
        var stream = BinaryPrimitives.ReadInt32BigEndian(octets[5..]) & ~ReservedBit;

        return new FrameHeader((int)(lengthAndType >> 8), (FrameType)(byte)lengthAndType, (FrameFlags)octets[4], new StreamId(stream));
    }

    /// <summary>Writes the header into the first nine octets.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is less room, or <see cref="Length"/> does not fit into 24 bits.</exception>
    public void Write(Span<byte> octets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(octets.Length, Size, nameof(octets));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)Length, (uint)MaxLength, nameof(Length));

        BinaryPrimitives.WriteUInt32BigEndian(octets, ((uint)Length << 8) | (byte)Type);
        octets[4] = (byte)Flags;
        BinaryPrimitives.WriteInt32BigEndian(octets[5..], Stream.Value & ~ReservedBit);
    }

    /// <summary>Does the frame carry this flag?</summary>
    internal bool Has(FrameFlags flag) => (Flags & flag) != 0;
}
