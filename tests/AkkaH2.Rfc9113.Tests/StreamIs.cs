namespace AkkaH2.Rfc9113.Tests;

/// <summary>The states of a stream of the client as the server sees them (RFC 9113 §5.1); "closed" by what closed it.</summary>
public enum StreamIs
{
    Idle,
    Open,
    HalfClosedLocal,
    HalfClosedRemote,
    ClosedByEndStream,
    ClosedByTheClientsReset,
    ClosedByTheServersReset,
}

/// <summary>The effect that RFC 9113 §5.1 lets a frame have.</summary>
public enum Then
{
    /// <summary>It is taken or ignored.</summary>
    Nothing,

    /// <summary>A stream error STREAM_CLOSED.</summary>
    StreamClosed,

    /// <summary>STREAM_CLOSED, of the stream or of the connection.</summary>
    StreamOrConnectionClosed,

    /// <summary>A stream error PROTOCOL_ERROR.</summary>
    Malformed,

    /// <summary>A connection error PROTOCOL_ERROR.</summary>
    ConnectionError,
}
