using System.Buffers.Binary;

namespace AkkaH2.Wire;

/// <summary>WINDOW_UPDATE (RFC 9113 §6.9): the receiver of this may send that many octets more.</summary>
/// <param name="Stream">The stream; 0 is the connection's window.</param>
/// <param name="Increment">Octets, 1 to 2^31-1.</param>
internal sealed record WindowUpdateFrame(StreamId Stream, int Increment) : Frame(Stream)
{
    private const int Size = 4;
    private const int ReservedBit = 1 << 31;

    /// <inheritdoc />
    public override FrameType Type => FrameType.WindowUpdate;

    /// <inheritdoc />
    public override int PayloadLength => Size;

    private protected override string Detail => $"+{Increment}";

    internal static Outcome<Frame> Parse(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        // RFC 9113 §6.9: a length other than 4 octets is a connection error FRAME_SIZE_ERROR.
        if (header.Length != Size) return new Http2Error.OnConnection(ErrorCode.FrameSizeError, $"WINDOW_UPDATE of {header.Length} octets");

        var increment = BinaryPrimitives.ReadInt32BigEndian(payload) & ~ReservedBit;

        // RFC 9113 §6.9: an increment of 0 is a stream error PROTOCOL_ERROR; on stream 0, a connection error.
        if (increment == 0) return Http2Error.At(header.Stream, ErrorCode.ProtocolError, "WINDOW_UPDATE with an increment of 0");

        return new WindowUpdateFrame(header.Stream, increment);
    }

    internal override void WritePayload(Span<byte> payload) => BinaryPrimitives.WriteInt32BigEndian(payload, Increment);
}
