namespace AkkaH2.Wire;

/// <summary>One frame from its header and its payload: the dispatch and nothing else. The rules stand with each frame.</summary>
internal static class FrameParser
{
    /// <summary>The frame, whose memory is a slice of <paramref name="payload"/>, or what is wrong with it.</summary>
    public static Outcome<Frame> Parse(FrameHeader header, ReadOnlyMemory<byte> payload) => header.Type switch
    {
        FrameType.Data => DataFrame.Parse(header, payload),
        FrameType.Headers => HeadersFrame.Parse(header, payload),
        FrameType.Priority => PriorityFrame.Parse(header, payload.Span),
        FrameType.RstStream => RstStreamFrame.Parse(header, payload.Span),
        FrameType.Settings => SettingsFrame.Parse(header, payload.Span),
        FrameType.PushPromise => PushPromiseFrame.Parse(header, payload),
        FrameType.Ping => PingFrame.Parse(header, payload.Span),
        FrameType.GoAway => GoAwayFrame.Parse(header, payload),
        FrameType.WindowUpdate => WindowUpdateFrame.Parse(header, payload.Span),
        FrameType.Continuation => ContinuationFrame.Parse(header, payload),
        FrameType.PriorityUpdate => PriorityUpdateFrame.Parse(header, payload),
        _ => new UnknownFrame(header.Stream, header.Type, header.Flags, payload),
    };

    /// <summary>RFC 9113 §4.2: a frame longer than SETTINGS_MAX_FRAME_SIZE is FRAME_SIZE_ERROR, known as soon as the header is.</summary>
    public static Http2Error TooLong(FrameHeader header, int maxFrameSize)
    {
        var detail = $"{header.Type.Name()} of {header.Length} octets, but SETTINGS_MAX_FRAME_SIZE is {maxFrameSize}";

        // RFC 9113 §6.3: PRIORITY of a wrong length is a stream error: it changes nothing but its stream.
        if (header is { Type: FrameType.Priority, Stream.IsConnection: false })
            return new Http2Error.OnStream(header.Stream, ErrorCode.FrameSizeError, detail);

        // RFC 9113 §4.2: one that could change the state of the whole connection is a connection error.
        // We count DATA in: it spends the connection's window. And extensions: nobody here knows what they change.
        return new Http2Error.OnConnection(ErrorCode.FrameSizeError, detail);
    }
}
