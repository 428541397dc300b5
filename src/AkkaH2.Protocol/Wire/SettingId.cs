namespace AkkaH2.Wire;

/// <summary>The parameters of SETTINGS (RFC 9113 §6.5.2, RFC 8441 §3, RFC 9218 §2.1). Others are ignored on receipt.</summary>
public enum SettingId : ushort
{
    /// <summary>SETTINGS_HEADER_TABLE_SIZE: octets of HPACK dynamic table the sender's decoder allows. Initially 4,096.</summary>
    HeaderTableSize = 0x1,

    /// <summary>SETTINGS_ENABLE_PUSH: 0 or 1, may the server push? Initially 1.</summary>
    EnablePush = 0x2,

    /// <summary>SETTINGS_MAX_CONCURRENT_STREAMS: how many streams the other side may have open. Initially without limit.</summary>
    MaxConcurrentStreams = 0x3,

    /// <summary>SETTINGS_INITIAL_WINDOW_SIZE: octets a new stream's window begins with; at most 2^31-1. Initially 65,535.</summary>
    InitialWindowSize = 0x4,

    /// <summary>SETTINGS_MAX_FRAME_SIZE: the longest payload the sender accepts, 2^14 to 2^24-1 octets. Initially 2^14.</summary>
    MaxFrameSize = 0x5,

    /// <summary>SETTINGS_MAX_HEADER_LIST_SIZE: advice on the uncompressed size of a field section. Initially without limit.</summary>
    MaxHeaderListSize = 0x6,

    /// <summary>SETTINGS_ENABLE_CONNECT_PROTOCOL (RFC 8441 §3): 0 or 1, may the client send extended CONNECT? Initially 0.</summary>
    EnableConnectProtocol = 0x8,

    /// <summary>SETTINGS_NO_RFC7540_PRIORITIES (RFC 9218 §2.1): 0 or 1, the sender ignores the deprecated signals. Initially 0.</summary>
    NoRfc7540Priorities = 0x9,
}

/// <summary>Settings in the spelling of the RFC.</summary>
internal static class SettingIdNames
{
    /// <summary>The name without its prefix, such as <c>INITIAL_WINDOW_SIZE</c>; an unknown one reads <c>0x0a0a</c>.</summary>
    public static string Name(this SettingId id) => id switch
    {
        SettingId.HeaderTableSize => "HEADER_TABLE_SIZE",
        SettingId.EnablePush => "ENABLE_PUSH",
        SettingId.MaxConcurrentStreams => "MAX_CONCURRENT_STREAMS",
        SettingId.InitialWindowSize => "INITIAL_WINDOW_SIZE",
        SettingId.MaxFrameSize => "MAX_FRAME_SIZE",
        SettingId.MaxHeaderListSize => "MAX_HEADER_LIST_SIZE",
        SettingId.EnableConnectProtocol => "ENABLE_CONNECT_PROTOCOL",
        SettingId.NoRfc7540Priorities => "NO_RFC7540_PRIORITIES",
        _ => $"0x{(ushort)id:x4}",
    };
}
