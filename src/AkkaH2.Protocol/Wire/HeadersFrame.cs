namespace AkkaH2.Wire;

/// <summary>HEADERS (RFC 9113 §6.2): opens a stream or ends one with trailers; carries a field block or its first fragment.</summary>
/// <param name="Stream">The stream; never 0.</param>
/// <param name="Fragment">Octets of the HPACK field block.</param>
/// <param name="EndStream">No DATA follows; CONTINUATION still may.</param>
/// <param name="EndHeaders">The fragment is (the end of) a whole block; no CONTINUATION follows.</param>
internal sealed record HeadersFrame(StreamId Stream, ReadOnlyMemory<byte> Fragment, bool EndStream, bool EndHeaders) : Frame(Stream)
{
    private readonly short _padLength = -1;

    /// <summary>The deprecated priority signal, if the PRIORITY flag is set.</summary>
    public StreamPriority? Priority { get; init; }

    /// <summary>The Pad Length octet, 0 to 255; null if the frame is not padded.</summary>
    public int? PadLength { get => _padLength < 0 ? null : _padLength; init => _padLength = (short)(Padding.Checked(value) ?? -1); }

    /// <inheritdoc />
    public override FrameType Type => FrameType.Headers;

    /// <inheritdoc />
    public override FrameFlags Flags => (EndStream ? FrameFlags.EndStream : FrameFlags.None)
        | (EndHeaders ? FrameFlags.EndHeaders : FrameFlags.None)
        | (Priority is null ? FrameFlags.None : FrameFlags.Priority)
        | Padding.Flag(PadLength);

    /// <inheritdoc />
    public override int PayloadLength => Padding.Octets(PadLength) + PriorityOctets + Fragment.Length;

    private int PriorityOctets => Priority is null ? 0 : StreamPriority.Size;

    private protected override string Detail => $"{Fragment.Length} octets{Padding.Text(PadLength)}{(Priority is null ? "" : $" {Priority}")}";

    internal static Outcome<Frame> Parse(FrameHeader header, ReadOnlyMemory<byte> payload)
    {
        // RFC 9113 §6.2: HEADERS on stream 0 is a connection error PROTOCOL_ERROR.
        if (header.Stream.IsConnection) return new Http2Error.OnConnection(ErrorCode.ProtocolError, "HEADERS on stream 0");

        var hasPriority = header.Has(FrameFlags.Priority);
        var error = Padding.Strip(header, hasPriority ? StreamPriority.Size : 0, ref payload, out var padLength);
        if (error is not null) return error;

        return new HeadersFrame(
            header.Stream,
            hasPriority ? payload[StreamPriority.Size..] : payload,
            header.Has(FrameFlags.EndStream),
            header.Has(FrameFlags.EndHeaders))
        {
            Priority = hasPriority ? StreamPriority.Read(payload.Span) : null,
            PadLength = padLength,
        };
    }

    internal override void WritePayload(Span<byte> payload)
    {
        var room = Padding.Write(PadLength, payload);
        Priority?.Write(room);
        Fragment.Span.CopyTo(room[PriorityOctets..]);
    }

    /// <summary>Equal if the content is.</summary>
    public bool Equals(HeadersFrame? other) => base.Equals(other)
        && Flags == other!.Flags && _padLength == other._padLength && Priority == other.Priority && Fragment.Span.SequenceEqual(other.Fragment.Span);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Stream, Flags, Fragment.Length);
}
