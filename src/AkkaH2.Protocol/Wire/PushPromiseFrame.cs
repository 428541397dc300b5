using System.Buffers.Binary;

namespace AkkaH2.Wire;

/// <summary>PUSH_PROMISE (RFC 9113 §6.6): the server announces a stream and the request that it will answer there.</summary>
/// <param name="Stream">The stream that the promise belongs to; never 0.</param>
/// <param name="Promised">The stream that is reserved; even.</param>
/// <param name="Fragment">Octets of the HPACK field block.</param>
/// <param name="EndHeaders">The fragment is (the end of) a whole block; no CONTINUATION follows.</param>
internal sealed record PushPromiseFrame(StreamId Stream, StreamId Promised, ReadOnlyMemory<byte> Fragment, bool EndHeaders) : Frame(Stream)
{
    internal const int PromisedSize = 4; // octets of the promised stream's id
    private const int ReservedBit = 1 << 31;
    private readonly short _padLength = -1;

    /// <summary>The Pad Length octet, 0 to 255; null if the frame is not padded.</summary>
    public int? PadLength { get => _padLength < 0 ? null : _padLength; init => _padLength = (short)(Padding.Checked(value) ?? -1); }

    /// <inheritdoc />
    public override FrameType Type => FrameType.PushPromise;

    /// <inheritdoc />
    public override FrameFlags Flags => (EndHeaders ? FrameFlags.EndHeaders : FrameFlags.None) | Padding.Flag(PadLength);

    /// <inheritdoc />
    public override int PayloadLength => Padding.Octets(PadLength) + PromisedSize + Fragment.Length;

    private protected override string Detail => $"promised={Promised} {Fragment.Length} octets{Padding.Text(PadLength)}";

    internal static Outcome<Frame> Parse(FrameHeader header, ReadOnlyMemory<byte> payload)
    {
        // RFC 9113 §6.6: PUSH_PROMISE on stream 0 is a connection error PROTOCOL_ERROR.
        if (header.Stream.IsConnection) return new Http2Error.OnConnection(ErrorCode.ProtocolError, "PUSH_PROMISE on stream 0");

        if (Padding.Strip(header, PromisedSize, ref payload, out var padLength) is { } error) return error;

        // RFC 9113 §6.6: an illegal promised stream is a connection error PROTOCOL_ERROR; only servers promise, so it must be even (§5.1.1).
        var promised = new StreamId(BinaryPrimitives.ReadInt32BigEndian(payload.Span) & ~ReservedBit);
        if (!promised.IsServerInitiated) return new Http2Error.OnConnection(ErrorCode.ProtocolError, $"PUSH_PROMISE of stream {promised}");

        return new PushPromiseFrame(header.Stream, promised, payload[PromisedSize..], header.Has(FrameFlags.EndHeaders)) { PadLength = padLength };
    }

    internal override void WritePayload(Span<byte> payload)
    {
        var room = Padding.Write(PadLength, payload);
        BinaryPrimitives.WriteInt32BigEndian(room, Promised.Value);
        Fragment.Span.CopyTo(room[PromisedSize..]);
    }

    /// <summary>Equal if the content is.</summary>
    public bool Equals(PushPromiseFrame? other) => base.Equals(other)
        && Promised == other!.Promised && Flags == other.Flags && _padLength == other._padLength && Fragment.Span.SequenceEqual(other.Fragment.Span);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Stream, Promised, Flags, Fragment.Length);
}
