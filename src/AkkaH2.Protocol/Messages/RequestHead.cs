using AkkaH2.Protocol.Priorities;

namespace AkkaH2.Protocol;

/// <summary>A request's control data and header fields, checked (RFC 9113 §8.3.1).</summary>
/// <param name="Method">":method", as sent.</param>
/// <param name="Scheme">":scheme"; empty for CONNECT.</param>
/// <param name="Authority">":authority", or the host field where that is absent; may be empty.</param>
/// <param name="Path">":path" with its query; empty for CONNECT.</param>
/// <param name="Headers">The header fields, without the pseudo-header fields.</param>
/// <param name="ContentLength">The announced content-length in octets, if there is one.</param>
public sealed record RequestHead(string Method, string Scheme, string Authority, string Path, Headers Headers, long? ContentLength)
{
    /// <summary>":protocol", the one that an extended CONNECT asks for (RFC 8441 §4); null for all other requests.</summary>
    public string? Protocol { get; init; }

    /// <summary>True if the client sends the body only when it is told that it will be read (RFC 9110 §10.1.1): send 100 with <see cref="Http2Connection.SendInformational"/>.</summary>
    public bool ExpectsContinue { get; init; }

    /// <summary>True for CONNECT, extended or not: what follows is a tunnel (RFC 9113 §8.5).</summary>
    public bool IsConnect => Method == "CONNECT";

    /// <summary>The priority that the priority field asks for (RFC 9218 §5).</summary>
    internal ResponsePriority Priority { get; init; } = ResponsePriority.Unsignalled;
}
