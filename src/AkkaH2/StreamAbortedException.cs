using AkkaH2.Wire;

namespace AkkaH2;

/// <summary>The stream ended before its exchange did: the peer reset it, or the connection is lost. The message says which, and with what code.</summary>
public sealed class StreamAbortedException(string message) : IOException(message)
{
    /// <summary>The error code of the peer's RST_STREAM (RFC 9113 §7); null if something else ended the stream.</summary>
    public ErrorCode? PeerReset { get; init; }
}

/// <summary>How a stream ended before its exchange did.</summary>
internal sealed record StreamEnd(string Reason, ErrorCode? PeerReset)
{
    public StreamAbortedException ToException() => new(Reason) { PeerReset = PeerReset };
}
