namespace AkkaH2.Wire;

/// <summary>PRIORITY (RFC 9113 §6.3): deprecated; legal in every stream state.</summary>
/// <param name="Stream">The stream; never 0, possibly idle.</param>
/// <param name="Priority">The signal.</param>
internal sealed record PriorityFrame(StreamId Stream, StreamPriority Priority) : Frame(Stream)
{
    /// <inheritdoc />
    public override FrameType Type => FrameType.Priority;

    /// <inheritdoc />
    public override int PayloadLength => StreamPriority.Size;

    private protected override string Detail => Priority.ToString();

    internal static Outcome<Frame> Parse(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        // RFC 9113 §6.3: PRIORITY on stream 0 is a connection error PROTOCOL_ERROR.
        if (header.Stream.IsConnection) return new Http2Error.OnConnection(ErrorCode.ProtocolError, "PRIORITY on stream 0");

        // RFC 9113 §6.3: a length other than 5 octets is a stream error FRAME_SIZE_ERROR.
        if (header.Length != StreamPriority.Size)
            return new Http2Error.OnStream(header.Stream, ErrorCode.FrameSizeError, $"PRIORITY of {header.Length} octets");

        return new PriorityFrame(header.Stream, StreamPriority.Read(payload));
    }

    internal override void WritePayload(Span<byte> payload) => Priority.Write(payload);
}
