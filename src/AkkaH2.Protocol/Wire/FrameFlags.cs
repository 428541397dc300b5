namespace AkkaH2.Wire;

/// <summary>The flags of RFC 9113 §6. The meaning of a bit depends on the frame type; bits without a meaning are ignored (§4.1).</summary>
[Flags]
internal enum FrameFlags : byte
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>END_STREAM: the sender's last frame on this stream (DATA, HEADERS).</summary>
    EndStream = 0x1,

    /// <summary>ACK: an acknowledgement (SETTINGS, PING).</summary>
    Ack = 0x1,

    /// <summary>END_HEADERS: the field block ends here (HEADERS, PUSH_PROMISE, CONTINUATION).</summary>
    EndHeaders = 0x4,

    /// <summary>PADDED: a Pad Length octet comes first and padding last (DATA, HEADERS, PUSH_PROMISE).</summary>
    Padded = 0x8,

    /// <summary>PRIORITY: five octets of priority come first (HEADERS).</summary>
    Priority = 0x20,
}
