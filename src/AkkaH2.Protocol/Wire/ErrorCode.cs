namespace AkkaH2.Wire;

/// <summary>Why a stream or a connection ends (RFC 9113 §7). Any other number is legal on the wire and has no special meaning.</summary>
public enum ErrorCode : uint
{
    /// <summary>NO_ERROR: a graceful end.</summary>
    NoError = 0x0,

    /// <summary>PROTOCOL_ERROR: the rules were broken and no code says it better.</summary>
    ProtocolError = 0x1,

    /// <summary>INTERNAL_ERROR: a fault of the sender's own.</summary>
    InternalError = 0x2,

    /// <summary>FLOW_CONTROL_ERROR: more was sent than the window allowed, or a window grew above 2^31-1.</summary>
    FlowControlError = 0x3,

    /// <summary>SETTINGS_TIMEOUT: SETTINGS were not acknowledged in time.</summary>
    SettingsTimeout = 0x4,

    /// <summary>STREAM_CLOSED: a frame came after the stream was half-closed.</summary>
    StreamClosed = 0x5,

    /// <summary>FRAME_SIZE_ERROR: a frame has a length that its type or SETTINGS_MAX_FRAME_SIZE forbids.</summary>
    FrameSizeError = 0x6,

    /// <summary>REFUSED_STREAM: nothing was done for this stream; it may safely be tried again.</summary>
    RefusedStream = 0x7,

    /// <summary>CANCEL: the stream is no longer wanted.</summary>
    Cancel = 0x8,

    /// <summary>COMPRESSION_ERROR: a field block could not be decoded; the HPACK state is lost.</summary>
    CompressionError = 0x9,

    /// <summary>CONNECT_ERROR: the connection behind a CONNECT was reset.</summary>
    ConnectError = 0xa,

    /// <summary>ENHANCE_YOUR_CALM: the peer causes excessive load.</summary>
    EnhanceYourCalm = 0xb,

    /// <summary>INADEQUATE_SECURITY: the transport is not as secure as it has to be.</summary>
    InadequateSecurity = 0xc,

    /// <summary>HTTP_1_1_REQUIRED: use HTTP/1.1 instead.</summary>
    Http11Required = 0xd,
}

/// <summary>Error codes in the spelling of the RFC.</summary>
public static class ErrorCodeNames
{
    private static readonly string[] Names =
    [
        "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED", "FRAME_SIZE_ERROR",
        "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
    ];

    /// <summary>The name in RFC 9113 §7, such as <c>FLOW_CONTROL_ERROR</c>; a code without a name reads <c>0x0000002a</c>.</summary>
    public static string Name(this ErrorCode code) => (uint)code < Names.Length ? Names[(uint)code] : $"0x{(uint)code:x8}";
}
