namespace AkkaH2.Configuration;

/// <summary>Which versions of HTTP a client speaks, and how it comes to them.</summary>
public enum ClientProtocol
{
    /// <summary>https: HTTP/2 or HTTP/1.1, as ALPN chooses (RFC 9113 §3.2). http: HTTP/2 with prior knowledge.</summary>
    Negotiate,

    /// <summary>HTTP/2 only: on https ALPN has to choose it; on http it is prior knowledge (RFC 9113 §3.3).</summary>
    PriorKnowledge,

    /// <summary>HTTP/1.1 only.</summary>
    Http1,

    /// <summary>http: HTTP/1.1, whose first request without a body asks to go on in HTTP/2 (RFC 7540 §3.2). https: as <see cref="Negotiate"/>.</summary>
    Upgrade,
}
