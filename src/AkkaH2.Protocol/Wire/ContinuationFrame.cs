namespace AkkaH2.Wire;

/// <summary>CONTINUATION (RFC 9113 §6.10): the next fragment of the field block that HEADERS or PUSH_PROMISE began.</summary>
/// <param name="Stream">The stream of the frame that began the block; never 0.</param>
/// <param name="Fragment">Octets of the HPACK field block.</param>
/// <param name="EndHeaders">The block ends here.</param>
internal sealed record ContinuationFrame(StreamId Stream, ReadOnlyMemory<byte> Fragment, bool EndHeaders) : Frame(Stream)
{
    /// <inheritdoc />
    public override FrameType Type => FrameType.Continuation;

    /// <inheritdoc />
    public override FrameFlags Flags => EndHeaders ? FrameFlags.EndHeaders : FrameFlags.None;

    /// <inheritdoc />
    public override int PayloadLength => Fragment.Length;

    private protected override string Detail => $"{Fragment.Length} octets";

    // RFC 9113 §6.10: CONTINUATION on stream 0 is a connection error PROTOCOL_ERROR.
    internal static Outcome<Frame> Parse(FrameHeader header, ReadOnlyMemory<byte> payload) => header.Stream.IsConnection
        ? new Http2Error.OnConnection(ErrorCode.ProtocolError, "CONTINUATION on stream 0")
        : new ContinuationFrame(header.Stream, payload, header.Has(FrameFlags.EndHeaders));

    internal override void WritePayload(Span<byte> payload) => Fragment.Span.CopyTo(payload);

    /// <summary>Equal if the content is.</summary>
    public bool Equals(ContinuationFrame? other) => base.Equals(other)
        && EndHeaders == other!.EndHeaders && Fragment.Span.SequenceEqual(other.Fragment.Span);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Stream, EndHeaders, Fragment.Length);
}
