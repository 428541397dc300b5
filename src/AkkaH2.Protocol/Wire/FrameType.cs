namespace AkkaH2.Wire;

/// <summary>The frame types of RFC 9113 §6 and RFC 9218 §7.1. Any other number is an extension and is ignored (RFC 9113 §5.5).</summary>
internal enum FrameType : byte
{
    /// <summary>DATA (RFC 9113 §6.1).</summary>
    Data = 0x0,

    /// <summary>HEADERS (RFC 9113 §6.2).</summary>
    Headers = 0x1,

    /// <summary>PRIORITY (RFC 9113 §6.3), deprecated.</summary>
    Priority = 0x2,

    /// <summary>RST_STREAM (RFC 9113 §6.4).</summary>
    RstStream = 0x3,

    /// <summary>SETTINGS (RFC 9113 §6.5).</summary>
    Settings = 0x4,

    /// <summary>PUSH_PROMISE (RFC 9113 §6.6).</summary>
    PushPromise = 0x5,

    /// <summary>PING (RFC 9113 §6.7).</summary>
    Ping = 0x6,

    /// <summary>GOAWAY (RFC 9113 §6.8).</summary>
    GoAway = 0x7,

    /// <summary>WINDOW_UPDATE (RFC 9113 §6.9).</summary>
    WindowUpdate = 0x8,

    /// <summary>CONTINUATION (RFC 9113 §6.10).</summary>
    Continuation = 0x9,

    /// <summary>PRIORITY_UPDATE (RFC 9218 §7.1).</summary>
    PriorityUpdate = 0x10,
}

/// <summary>Frame types in the spelling of the RFC.</summary>
internal static class FrameTypeNames
{
    private static readonly string[] Names =
    [
        "DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS", "PUSH_PROMISE", "PING", "GOAWAY", "WINDOW_UPDATE", "CONTINUATION",
    ];

    /// <summary>The name in RFC 9113 §6, such as <c>RST_STREAM</c>; an extension reads <c>0x2a</c>.</summary>
    public static string Name(this FrameType type) => type switch
    {
        FrameType.PriorityUpdate => "PRIORITY_UPDATE",
        _ when (int)type < Names.Length => Names[(int)type],
        _ => $"0x{(byte)type:x2}",
    };
}
