namespace AkkaH2.Endpoints;

/// <summary>The options of the WebSockets of one route; those that are not given are as configured.</summary>
public sealed record WebSocketOptions
{
    /// <summary>The sub-protocols that the endpoint speaks (RFC 6455 §1.9), the preferred one first. A socket has the first of them that the client offers, or none.</summary>
    public IReadOnlyList<string> SubProtocols { get; init; } = [];

    /// <summary>How long a socket may be silent before it is sent a ping (RFC 6455 §5.5.2), <see cref="Timeout.InfiniteTimeSpan"/> for ever; null is what is configured (<c>akka.h2.websocket-keep-alive-interval</c>).</summary>
    public TimeSpan? KeepAliveInterval { get; init; }

    /// <summary>How long the answer to that may take before the socket is aborted; null is what is configured (<c>akka.h2.websocket-keep-alive-timeout</c>).</summary>
    public TimeSpan? KeepAliveTimeout { get; init; }

    /// <summary>How many octets a message of the peer may have, where messages come whole: to flows and actors. A longer one closes the socket with 1009.</summary>
    public int MaxMessageSize { get; init; } = 1_048_576;

    /// <summary>How many messages of an actor wait for a peer that reads slowly. One more breaks the socket off.</summary>
    public int MaxUnsent { get; init; } = 100;
}
