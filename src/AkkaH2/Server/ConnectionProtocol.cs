namespace AkkaH2.Server;

/// <summary>The protocol of a connection.</summary>
public enum ConnectionProtocol
{
    /// <summary>HTTP/1.1 (RFC 9112).</summary>
    Http1,

    /// <summary>HTTP/2 (RFC 9113).</summary>
    Http2,
}
