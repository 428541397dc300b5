using System.Buffers.Binary;

namespace AkkaH2.Wire;

/// <summary>PING (RFC 9113 §6.7): are you there, and how far away?</summary>
/// <param name="Payload">Eight octets that the answer repeats, read as one big-endian number.</param>
/// <param name="Ack">This is the answer.</param>
internal sealed record PingFrame(ulong Payload, bool Ack) : Frame(StreamId.Connection)
{
    private const int Size = 8;

    /// <inheritdoc />
    public override FrameType Type => FrameType.Ping;

    /// <inheritdoc />
    public override FrameFlags Flags => Ack ? FrameFlags.Ack : FrameFlags.None;

    /// <inheritdoc />
    public override int PayloadLength => Size;

    private protected override string FlagsText => Ack ? "ACK" : "";

    private protected override string Detail => $"0x{Payload:x16}";

    internal static Outcome<Frame> Parse(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        // RFC 9113 §6.7: PING on a stream is a connection error PROTOCOL_ERROR.
        if (!header.Stream.IsConnection) return new Http2Error.OnConnection(ErrorCode.ProtocolError, $"PING on stream {header.Stream}");

        // RFC 9113 §6.7: a length other than 8 octets is a connection error FRAME_SIZE_ERROR.
        if (header.Length != Size) return new Http2Error.OnConnection(ErrorCode.FrameSizeError, $"PING of {header.Length} octets");

        return new PingFrame(BinaryPrimitives.ReadUInt64BigEndian(payload), header.Has(FrameFlags.Ack));
    }

    internal override void WritePayload(Span<byte> payload) => BinaryPrimitives.WriteUInt64BigEndian(payload, Payload);
}
