namespace AkkaH2.Referee;

/// <summary>Frame types (RFC 9113 §6, RFC 9218 §7.1).</summary>
public enum TypeNumber : byte
{
    Data = 0x00,
    Headers = 0x01,
    Priority = 0x02,
    RstStream = 0x03,
    Settings = 0x04,
    PushPromise = 0x05,
    Ping = 0x06,
    GoAway = 0x07,
    WindowUpdate = 0x08,
    Continuation = 0x09,
    PriorityUpdate = 0x10,
}

/// <summary>Flags (RFC 9113 §6). END_STREAM and ACK are the same bit of different types.</summary>
public static class FlagBits
{
    public const byte EndStream = 0b0000_0001; // DATA, HEADERS
    public const byte Ack = 0b0000_0001; // SETTINGS, PING
    public const byte EndHeaders = 0b0000_0100; // HEADERS, PUSH_PROMISE, CONTINUATION
    public const byte Padded = 0b0000_1000; // DATA, HEADERS, PUSH_PROMISE
    public const byte Priority = 0b0010_0000; // HEADERS
}

/// <summary>Error codes (RFC 9113 §7).</summary>
public enum ErrorNumber : uint
{
    NoError = 0x00,
    ProtocolError = 0x01,
    InternalError = 0x02,
    FlowControlError = 0x03,
    SettingsTimeout = 0x04,
    StreamClosed = 0x05,
    FrameSizeError = 0x06,
    RefusedStream = 0x07,
    Cancel = 0x08,
    CompressionError = 0x09,
    ConnectError = 0x0a,
    EnhanceYourCalm = 0x0b,
    InadequateSecurity = 0x0c,
    Http11Required = 0x0d,
}

/// <summary>Settings (RFC 9113 §6.5.2, RFC 8441 §3, RFC 9218 §2.1).</summary>
public enum SettingNumber : ushort
{
    HeaderTableSize = 0x01,
    EnablePush = 0x02,
    MaxConcurrentStreams = 0x03,
    InitialWindowSize = 0x04,
    MaxFrameSize = 0x05,
    MaxHeaderListSize = 0x06,
    EnableConnectProtocol = 0x08,
    NoRfc7540Priorities = 0x09,
}
