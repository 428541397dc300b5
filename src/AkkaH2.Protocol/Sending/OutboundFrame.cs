using System.Buffers;
using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>
/// A frame on its way to the peer. Heads and DATA, which are most of what is sent and live for one write only, are values and no objects; a frame of any
/// other kind is held as it is.
/// </summary>
internal readonly struct OutboundFrame
{
    private readonly object? _content; // the fields of a section before compression, or a frame that is no value; null for DATA and compressed heads
    private readonly StreamId _stream;
    private readonly FrameType _type;
    private readonly FrameFlags _flags;

    private OutboundFrame(object? content, StreamId stream, FrameType type, FrameFlags flags, ReadOnlyMemory<byte> octets) =>
        (_content, _stream, _type, _flags, Octets) = (content, stream, type, flags, octets);

    /// <summary>The stream it belongs to; 0 is the connection.</summary>
    public StreamId Stream => Frame?.Stream ?? _stream;

    /// <summary>The type octet.</summary>
    public FrameType Type => Frame?.Type ?? _type;

    /// <summary>True for the last frame of its stream (RFC 9113 §6.1, §6.2).</summary>
    public bool EndStream => ((Frame?.Flags ?? _flags) & FrameFlags.EndStream) != 0;

    /// <summary>True for HEADERS with a whole block (RFC 9113 §6.2).</summary>
    public bool EndHeaders => ((Frame?.Flags ?? _flags) & FrameFlags.EndHeaders) != 0;

    /// <summary>The fields of a section that is not compressed yet (RFC 9113 §4.3); null for all other frames.</summary>
    public HeaderField[]? Fields => _content as HeaderField[];

    /// <summary>A frame that is neither a section nor DATA; null for those.</summary>
    public Frame? Frame => _content as Frame;

    /// <summary>The payload of DATA, or the field block of HEADERS.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>The octets that it takes on the wire, its header included.</summary>
    public int Size => FrameHeader.Size + (Frame?.PayloadLength ?? Octets.Length);

    /// <summary>A frame of any kind.</summary>
    public static implicit operator OutboundFrame(Frame frame) => new(frame, default, default, default, default);

    /// <summary>A field section that is to be compressed (RFC 9113 §4.3).</summary>
    public static OutboundFrame Section(StreamId stream, HeaderField[] fields, bool endStream) =>
        new(fields, stream, FrameType.Headers, endStream ? FrameFlags.EndStream : FrameFlags.None, default);

    /// <summary>DATA (RFC 9113 §6.1).</summary>
    public static OutboundFrame Data(StreamId stream, ReadOnlyMemory<byte> octets, bool endStream) =>
        new(null, stream, FrameType.Data, endStream ? FrameFlags.EndStream : FrameFlags.None, octets);

    /// <summary>This section as HEADERS with its block, or the beginning of it (RFC 9113 §6.2).</summary>
    public OutboundFrame Compressed(ReadOnlyMemory<byte> block, bool endHeaders) =>
        new(null, _stream, FrameType.Headers, endHeaders ? _flags | FrameFlags.EndHeaders : _flags, block);

    /// <summary>Writes the whole frame. A section is compressed before.</summary>
    /// <returns>The octets written.</returns>
    public int Write(IBufferWriter<byte> output)
    {
        if (Frame is { } frame)
            return FrameWriter.Write(frame, output);

        var size = FrameHeader.Size + Octets.Length;
        var octets = output.GetSpan(size)[..size];
        new FrameHeader(Octets.Length, _type, _flags, _stream).Write(octets);
        Octets.Span.CopyTo(octets[FrameHeader.Size..]);
        output.Advance(size);
        return size;
    }
}
