using AkkaH2.Wire;

namespace AkkaH2.Protocol.Priorities;

/// <summary>The faults of a priority signal of RFC 7540, in whichever order responses are sent.</summary>
internal static class PriorityRules
{
    /// <summary>The fault of the signal, if there is one.</summary>
    public static Http2Error? Check(StreamId stream, StreamPriority? signal) =>
        // RFC 7540 §5.3.1: a stream that depends on itself is a stream error PROTOCOL_ERROR.
        signal?.Dependency == stream ? new Http2Error.OnStream(stream, ErrorCode.ProtocolError, $"stream {stream} depends on itself") : null;
}
