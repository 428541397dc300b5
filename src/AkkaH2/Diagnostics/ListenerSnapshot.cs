using System.Net;
using Akka.Actor;

namespace AkkaH2.Diagnostics;

/// <summary>A bound endpoint as it was when somebody asked.</summary>
public sealed record ListenerSnapshot
{
    /// <summary>Its actor, which takes <see cref="GetConnections"/>.</summary>
    public required IActorRef Actor { get; init; }

    /// <summary>The endpoint, with the port that the system chose.</summary>
    public required EndPoint EndPoint { get; init; }

    /// <summary>The name of its transport, such as <c>sockets</c>.</summary>
    public required string Transport { get; init; }

    /// <summary>True if TLS is spoken there.</summary>
    public required bool IsTls { get; init; }

    /// <summary>What it does.</summary>
    public required ListenerPhase Phase { get; init; }

    /// <summary>Connections that it has now.</summary>
    public int Connections { get; init; }

    /// <summary>Connections whose protocol is not known yet; a TLS handshake is under way, or no octets have come.</summary>
    public int Newcomers { get; init; }

    /// <summary>The most connections at once, newcomers among them (<c>akka.h2.max-connections</c>).</summary>
    public int MaxConnections { get; init; }

    /// <summary>What the connections that have ended had done.</summary>
    public required TrafficTotals Ended { get; init; }

    /// <summary>TLS handshakes that failed, ran out of time, or were none; those of one binding's endpoints together.</summary>
    public long FailedHandshakes { get; init; }
}

/// <summary>What a listener does.</summary>
public enum ListenerPhase
{
    /// <summary>It accepts connections.</summary>
    Accepting,

    /// <summary>It has as many connections as it may have: others wait in the backlog.</summary>
    Full,

    /// <summary>It accepts no more; open connections go on, or finish.</summary>
    Unbound,

    /// <summary>It has failed, and its endpoint is bound anew.</summary>
    Rebinding,
}

/// <summary>A client as it was when somebody asked.</summary>
public sealed record ClientSnapshot
{
    /// <summary>Its actor, which takes <see cref="GetConnections"/>.</summary>
    public required IActorRef Actor { get; init; }

    /// <summary>Where its requests go: <c>https://example.com</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>Connections that it has now.</summary>
    public required int Connections { get; init; }

    /// <summary>Requests that wait for a connection.</summary>
    public required int Queued { get; init; }

    /// <summary>What the connections that have ended had done.</summary>
    public required TrafficTotals Ended { get; init; }
}

/// <summary>What connections have done together.</summary>
/// <param name="Connections">How many they are.</param>
/// <param name="Requests">The requests that they have had.</param>
/// <param name="OctetsReceived">Octets that were read from their transports; HTTP/1.1 is not counted.</param>
/// <param name="OctetsSent">Octets that were written to their transports; HTTP/1.1 is not counted.</param>
public sealed record TrafficTotals(long Connections, long Requests, long OctetsReceived, long OctetsSent)
{
    /// <summary>Nothing.</summary>
    public static readonly TrafficTotals Zero = new(0, 0, 0, 0);

    internal TrafficTotals Plus(TrafficTotals other) =>
        new(Connections + other.Connections, Requests + other.Requests, OctetsReceived + other.OctetsReceived, OctetsSent + other.OctetsSent);
}
