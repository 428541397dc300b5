using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>An item among the frames between the stages and the connection that is never on the wire as it is.</summary>
internal abstract record UncodedFrame(StreamId Stream) : Frame(Stream)
{
    /// <summary>An uncoded frame has no length yet.</summary>
    public sealed override int PayloadLength => 0;

    internal sealed override void WritePayload(Span<byte> payload) =>
        throw new InvalidOperationException($"{GetType().Name} reached the frame encoder without being encoded.");
}

/// <summary>
/// A field section (RFC 9113 §4.3): HEADERS and its CONTINUATION frames after decompression, or before compression.
/// Above the HPACK stages it stands where HEADERS stands on the wire.
/// </summary>
internal sealed record FieldSection(StreamId Stream, HeaderField[] Fields, bool EndStream) : UncodedFrame(Stream)
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.Headers;

    /// <inheritdoc/>
    public override FrameFlags Flags => EndStream ? FrameFlags.EndStream : FrameFlags.None;

    /// <summary>True if the list was above SETTINGS_MAX_HEADER_LIST_SIZE or the count limit: decoded to its end, but not kept whole.</summary>
    public bool TooLarge { get; init; }

    /// <summary>True if the array is that of a section before it, with the same fields.</summary>
    public bool IsKnown { get; init; }

    /// <summary>The deprecated priority signal of HEADERS, if there was one (RFC 9113 §6.2).</summary>
    public StreamPriority? Priority { get; init; }

    private protected override string Detail => $"{Fields.Length} fields";
}

/// <summary>PUSH_PROMISE and its CONTINUATION frames after decompression, or before compression (RFC 9113 §6.6): the promised request.</summary>
internal sealed record PromiseSection(StreamId Stream, StreamId Promised, HeaderField[] Fields) : UncodedFrame(Stream)
{
    /// <summary>True if the list was above our limits: decoded to its end, but not kept whole.</summary>
    public bool TooLarge { get; init; }

    /// <inheritdoc/>
    public override FrameType Type => FrameType.PushPromise;

    private protected override string Detail => $"promised={Promised} {Fields.Length} fields";
}

/// <summary>An order to the encoding stages that never reaches the wire: the peer's SETTINGS changed how we may encode (RFC 9113 §6.5.2).</summary>
internal sealed record EncodingLimits(int HeaderTableSize, int MaxFrameSize) : UncodedFrame(StreamId.Connection)
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.Settings;

    private protected override string Detail => $"table {HeaderTableSize} frame {MaxFrameSize}";
}
