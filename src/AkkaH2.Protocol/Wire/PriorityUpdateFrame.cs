using System.Buffers.Binary;
using System.Text;

namespace AkkaH2.Wire;

/// <summary>PRIORITY_UPDATE (RFC 9218 §7.1): the client changes a response's priority.</summary>
/// <param name="Prioritized">The stream whose response is meant; never 0.</param>
/// <param name="FieldValue">The new Priority field value, ASCII: <c>u=1, i</c>.</param>
internal sealed record PriorityUpdateFrame(StreamId Prioritized, ReadOnlyMemory<byte> FieldValue) : Frame(StreamId.Connection)
{
    private const int FixedSize = 4;
    private const int ReservedBit = 1 << 31;

    /// <summary>The field value as text.</summary>
    public string FieldText => Encoding.ASCII.GetString(FieldValue.Span);

    /// <inheritdoc />
    public override FrameType Type => FrameType.PriorityUpdate;

    /// <inheritdoc />
    public override int PayloadLength => FixedSize + FieldValue.Length;

    private protected override string Detail => $"prioritized={Prioritized} \"{FieldText}\"";

    internal static Outcome<Frame> Parse(FrameHeader header, ReadOnlyMemory<byte> payload)
    {
        // RFC 9218 §7.1: PRIORITY_UPDATE on a stream is a connection error PROTOCOL_ERROR.
        if (!header.Stream.IsConnection) return new Http2Error.OnConnection(ErrorCode.ProtocolError, $"PRIORITY_UPDATE on stream {header.Stream}");

        // RFC 9113 §4.2: too small for its mandatory fields is FRAME_SIZE_ERROR, on stream 0 of the connection.
        if (header.Length < FixedSize) return new Http2Error.OnConnection(ErrorCode.FrameSizeError, $"PRIORITY_UPDATE of {header.Length} octets");

        // RFC 9218 §7.1: a prioritized stream 0 is a connection error PROTOCOL_ERROR.
        var prioritized = new StreamId(BinaryPrimitives.ReadInt32BigEndian(payload.Span) & ~ReservedBit);
        if (prioritized.IsConnection) return new Http2Error.OnConnection(ErrorCode.ProtocolError, "PRIORITY_UPDATE of stream 0");

        return new PriorityUpdateFrame(prioritized, payload[FixedSize..]);
    }

    internal override void WritePayload(Span<byte> payload)
    {
        BinaryPrimitives.WriteInt32BigEndian(payload, Prioritized.Value);
        FieldValue.Span.CopyTo(payload[FixedSize..]);
    }

    /// <summary>Equal if the content is.</summary>
    public bool Equals(PriorityUpdateFrame? other) => base.Equals(other)
        && Prioritized == other!.Prioritized && FieldValue.Span.SequenceEqual(other.FieldValue.Span);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Prioritized, FieldValue.Length);
}
