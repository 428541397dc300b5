namespace AkkaH2.Diagnostics;

/// <summary>A stream of a connection, as it was when somebody asked: one that is open, or closed and still worked on.</summary>
public sealed record StreamSnapshot
{
    /// <summary>Its id (RFC 9113 §5.1.1); over HTTP/1.1 requests are counted from 1.</summary>
    public required int Id { get; init; }

    /// <summary>Its state as RFC 9113 §5.1 names it, such as <c>half-closed (remote)</c>.</summary>
    public required string State { get; init; }

    /// <summary>How long ago it began.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>The method of its request, as sent; null if it has none yet.</summary>
    public string? Method { get; init; }

    /// <summary>The path of its request, as sent, without the query; null if there is none. It may have secrets all the same.</summary>
    public string? Path { get; init; }

    /// <summary>The template of the route that took it; null for a client's, for an endpoint without a route, and before one was found.</summary>
    public string? Route { get; init; }

    /// <summary>True while somebody works on it: an endpoint of a server, or a client that has not read its response to the end.</summary>
    public bool IsAtWork { get; init; }

    /// <summary>Octets of DATA that we may still send (RFC 9113 §6.9.1), below 0 after SETTINGS took some back; null over HTTP/1.1.</summary>
    public int? SendWindow { get; init; }

    /// <summary>Octets of DATA that the peer may still send; null over HTTP/1.1.</summary>
    public int? ReceiveWindow { get; init; }

    /// <summary>Octets of DATA that came, padding included; null over HTTP/1.1.</summary>
    public long? OctetsReceived { get; init; }

    /// <summary>Octets of DATA that went out; null over HTTP/1.1.</summary>
    public long? OctetsSent { get; init; }

    /// <summary>Octets of the body that came and were not read yet; null over HTTP/1.1.</summary>
    public int? Unread { get; init; }

    /// <summary>Octets of the body that wait to be sent; null over HTTP/1.1.</summary>
    public long? Unsent { get; init; }

    /// <summary>Why it ended before its work, or the name of its endpoint's exception; null if nothing went wrong. It may quote the peer.</summary>
    public string? LastError { get; init; }
}
