using System.Buffers.Binary;

namespace AkkaH2.Wire;

/// <summary>RST_STREAM (RFC 9113 §6.4): ends a stream at once.</summary>
/// <param name="Stream">The stream; never 0, never idle.</param>
/// <param name="Code">Why.</param>
internal sealed record RstStreamFrame(StreamId Stream, ErrorCode Code) : Frame(Stream)
{
    private const int Size = 4;

    /// <inheritdoc />
    public override FrameType Type => FrameType.RstStream;

    /// <inheritdoc />
    public override int PayloadLength => Size;

    private protected override string Detail => Code.Name();

    internal static Outcome<Frame> Parse(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        // RFC 9113 §6.4: RST_STREAM on stream 0 is a connection error PROTOCOL_ERROR.
        if (header.Stream.IsConnection) return new Http2Error.OnConnection(ErrorCode.ProtocolError, "RST_STREAM on stream 0");

        // RFC 9113 §6.4: a length other than 4 octets is a connection error FRAME_SIZE_ERROR.
        if (header.Length != Size) return new Http2Error.OnConnection(ErrorCode.FrameSizeError, $"RST_STREAM of {header.Length} octets");

        // RFC 9113 §7: unknown codes are kept as they are and trigger nothing special.
        return new RstStreamFrame(header.Stream, (ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(payload));
    }

    internal override void WritePayload(Span<byte> payload) => BinaryPrimitives.WriteUInt32BigEndian(payload, (uint)Code);
}
