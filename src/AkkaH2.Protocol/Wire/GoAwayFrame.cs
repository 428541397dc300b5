using System.Buffers.Binary;
using System.Text;

namespace AkkaH2.Wire;

/// <summary>GOAWAY (RFC 9113 §6.8): no new streams; those above the last one were not and will not be processed.</summary>
/// <param name="LastStream">The highest stream of the receiver's that the sender might have acted on.</param>
/// <param name="Code">Why.</param>
/// <param name="DebugData">For a human to read; says nothing to the protocol.</param>
internal sealed record GoAwayFrame(StreamId LastStream, ErrorCode Code, ReadOnlyMemory<byte> DebugData) : Frame(StreamId.Connection)
{
    private const int FixedSize = 8;
    private const int ReservedBit = 1 << 31;

    /// <summary>GOAWAY with a text, in UTF-8, as debug data.</summary>
    public GoAwayFrame(StreamId lastStream, ErrorCode code, string debugText = "")
        : this(lastStream, code, debugText.Length == 0 ? default : Encoding.UTF8.GetBytes(debugText).AsMemory())
    {
    }

    /// <summary>The debug data read as UTF-8.</summary>
    public string DebugText => Encoding.UTF8.GetString(DebugData.Span);

    /// <inheritdoc />
    public override FrameType Type => FrameType.GoAway;

    /// <inheritdoc />
    public override int PayloadLength => FixedSize + DebugData.Length;

    private protected override string Detail => $"last={LastStream} {Code.Name()}{(DebugData.IsEmpty ? "" : $" \"{DebugText}\"")}";

    internal static Outcome<Frame> Parse(FrameHeader header, ReadOnlyMemory<byte> payload)
    {
        // RFC 9113 §6.8: GOAWAY on a stream is a connection error PROTOCOL_ERROR.
        if (!header.Stream.IsConnection) return new Http2Error.OnConnection(ErrorCode.ProtocolError, $"GOAWAY on stream {header.Stream}");

        // RFC 9113 §4.2: too small for its mandatory fields is FRAME_SIZE_ERROR, on stream 0 of the connection.
        if (header.Length < FixedSize) return new Http2Error.OnConnection(ErrorCode.FrameSizeError, $"GOAWAY of {header.Length} octets");

        var octets = payload.Span;
        var lastStream = new StreamId(BinaryPrimitives.ReadInt32BigEndian(octets) & ~ReservedBit);
        return new GoAwayFrame(lastStream, (ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(octets[4..]), payload[FixedSize..]);
    }

    internal override void WritePayload(Span<byte> payload)
    {
        BinaryPrimitives.WriteInt32BigEndian(payload, LastStream.Value);
        BinaryPrimitives.WriteUInt32BigEndian(payload[4..], (uint)Code);
        DebugData.Span.CopyTo(payload[FixedSize..]);
    }

    /// <summary>Equal if the content is.</summary>
    public bool Equals(GoAwayFrame? other) => base.Equals(other)
        && LastStream == other!.LastStream && Code == other.Code && DebugData.Span.SequenceEqual(other.DebugData.Span);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(LastStream, Code, DebugData.Length);
}
