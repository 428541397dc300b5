using Akka.Actor;
using AkkaH2.Actors;

namespace AkkaH2.Diagnostics;

/// <summary>
/// To <c>/system/http2</c>: which endpoints are bound, and which clients are there? Answered with <see cref="ListenersSnapshot"/>. Also
/// <see cref="Http2.GetListenersAsync"/>.
/// </summary>
public sealed record GetListeners : IOwnNodeMessage
{
    /// <summary>There is nothing to say beyond that.</summary>
    public static readonly GetListeners Instance = new();
}

/// <summary>
/// To <c>/system/http2</c>, to a listener or to a client: which connections are there? Answered with <see cref="ConnectionsSnapshot"/>. Also
/// <see cref="Http2.GetConnectionsAsync"/>.
/// </summary>
/// <param name="Query">Which ones, and how much of them.</param>
public sealed record GetConnections(ConnectionQuery Query) : IOwnNodeMessage
{
    /// <summary>Which ones, and how much of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public ConnectionQuery Query { get; } = Query.Check();
}

/// <summary>To a connection (<see cref="ConnectionSnapshot.Actor"/>): how is it, and which streams are there? Answered with <see cref="ConnectionSnapshot"/>.</summary>
/// <param name="Limit">The most streams in the answer, the oldest ones; 0 or more.</param>
public sealed record GetStreams(int Limit) : IOwnNodeMessage;

/// <summary>The bound endpoints and the clients of an actor system.</summary>
/// <param name="Listeners">The endpoints, in the order in which they were bound.</param>
/// <param name="Clients">The clients.</param>
public sealed record ListenersSnapshot(IReadOnlyList<ListenerSnapshot> Listeners, IReadOnlyList<ClientSnapshot> Clients) : INoSerializationVerificationNeeded;

/// <summary>The connections of an actor system, of a listener or of a client, at one time.</summary>
public sealed record ConnectionsSnapshot : INoSerializationVerificationNeeded
{
    /// <summary>The bound endpoints that were asked.</summary>
    public required IReadOnlyList<ListenerSnapshot> Listeners { get; init; }

    /// <summary>The clients that were asked.</summary>
    public required IReadOnlyList<ClientSnapshot> Clients { get; init; }

    /// <summary>What all connections have done, those that have ended included.</summary>
    public required TrafficTotals Totals { get; init; }

    /// <summary>How many connections are open.</summary>
    public required int Open { get; init; }

    /// <summary>How many streams are open on them.</summary>
    public required int OpenStreams { get; init; }

    /// <summary>How many connections the search has found.</summary>
    public required int Found { get; init; }

    /// <summary>How many connections did not answer in time: they are in none of the other figures.</summary>
    public required int Unanswered { get; init; }

    /// <summary>Those of them that were asked for.</summary>
    public required IReadOnlyList<ConnectionSnapshot> Connections { get; init; }
}
