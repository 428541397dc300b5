namespace AkkaH2.Wire;

/// <summary>DATA (RFC 9113 §6.1): octets of a request's or response's content.</summary>
/// <param name="Stream">The stream; never 0.</param>
/// <param name="Data">The content, without padding.</param>
/// <param name="EndStream">The sender's last frame on this stream.</param>
internal sealed record DataFrame(StreamId Stream, ReadOnlyMemory<byte> Data, bool EndStream) : Frame(Stream)
{
    private readonly short _padLength = -1;

    /// <summary>The Pad Length octet, 0 to 255; null if the frame is not padded.</summary>
    public int? PadLength { get => _padLength < 0 ? null : _padLength; init => _padLength = (short)(Padding.Checked(value) ?? -1); }

    /// <summary>The octets that the frame takes from the flow-control windows: all of the payload, Pad Length and padding included (RFC 9113 §6.1).</summary>
    public int FlowControlledLength => Data.Length + _padLength + 1;

    /// <inheritdoc />
    public override FrameType Type => FrameType.Data;

    /// <inheritdoc />
    public override FrameFlags Flags => (EndStream ? FrameFlags.EndStream : FrameFlags.None) | Padding.Flag(PadLength);

    /// <inheritdoc />
    public override int PayloadLength => FlowControlledLength;

    private protected override string Detail => $"{Data.Length} octets{Padding.Text(PadLength)}";

    internal static Outcome<Frame> Parse(FrameHeader header, ReadOnlyMemory<byte> payload)
    {
        // RFC 9113 §6.1: DATA on stream 0 is a connection error PROTOCOL_ERROR.
        if (header.Stream.IsConnection) return new Http2Error.OnConnection(ErrorCode.ProtocolError, "DATA on stream 0");

        if (Padding.Strip(header, 0, ref payload, out var padLength) is { } error) return error;

        return new DataFrame(header.Stream, payload, header.Has(FrameFlags.EndStream)) { PadLength = padLength };
    }

    internal override void WritePayload(Span<byte> payload) => Data.Span.CopyTo(Padding.Write(PadLength, payload));

    /// <summary>Equal if the content is.</summary>
    public bool Equals(DataFrame? other) => base.Equals(other)
        && EndStream == other!.EndStream && _padLength == other._padLength && Data.Span.SequenceEqual(other.Data.Span);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Stream, EndStream, Data.Length);
}
