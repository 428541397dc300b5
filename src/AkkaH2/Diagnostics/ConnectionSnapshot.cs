using System.Net;
using Akka.Actor;
using AkkaH2.Protocol;
using AkkaH2.Server;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Diagnostics;

/// <summary>A connection as it was when somebody asked, taken by its actor between two messages: its figures belong together.</summary>
public sealed record ConnectionSnapshot : INoSerializationVerificationNeeded
{
    /// <summary>The connection's actor, which takes <see cref="GetStreams"/>.</summary>
    public required IActorRef Actor { get; init; }

    /// <summary>The path of the actor in its system, which names no other connection, before or after: <c>/system/http2/…/connection-17</c>.</summary>
    public string Id => Actor.Path.ToStringWithoutAddress();

    /// <summary>Our side.</summary>
    public required Role Role { get; init; }

    /// <summary>What is spoken there.</summary>
    public required ConnectionProtocol Protocol { get; init; }

    /// <summary>How far it has come.</summary>
    public required ConnectionPhase Phase { get; init; }

    /// <summary>Our address and port.</summary>
    public required EndPoint LocalEndPoint { get; init; }

    /// <summary>The address and port of the peer.</summary>
    public required EndPoint RemoteEndPoint { get; init; }

    /// <summary>What TLS negotiated; null on a cleartext connection.</summary>
    public TlsInfo? Tls { get; init; }

    /// <summary>How long ago it began.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>When it began, by the clock of its actor system. Ages are taken one after the other, so only this sorts connections.</summary>
    internal TimeSpan Began { get; init; }

    /// <summary>How many requests it has had.</summary>
    public required long Requests { get; init; }

    /// <summary>Octets that were read from the transport, above TLS; null over HTTP/1.1.</summary>
    public long? OctetsReceived { get; init; }

    /// <summary>Octets that were written to the transport, above TLS; null over HTTP/1.1.</summary>
    public long? OctetsSent { get; init; }

    /// <summary>How many streams are open; over HTTP/1.1, 1 while a request is under way.</summary>
    public required int OpenStreams { get; init; }

    /// <summary>How many streams are worked on, closed ones included.</summary>
    public required int AtWork { get; init; }

    /// <summary>Octets of DATA that we may still send on all streams together (RFC 9113 §6.9.1); null over HTTP/1.1.</summary>
    public int? SendWindow { get; init; }

    /// <summary>Octets of DATA that the peer may still send on all streams together; null over HTTP/1.1.</summary>
    public int? ReceiveWindow { get; init; }

    /// <summary>Octets of bodies that came and were not read yet; null over HTTP/1.1.</summary>
    public int? Unread { get; init; }

    /// <summary>The settings that we announced last (RFC 9113 §6.5.2); null over HTTP/1.1.</summary>
    public ConnectionSettings? OurSettings { get; init; }

    /// <summary>The settings of the peer; null before they have come, and over HTTP/1.1.</summary>
    public ConnectionSettings? PeerSettings { get; init; }

    /// <summary>The round trip of the last PING that was answered; null if none was.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>The last error that it has seen; null if none.</summary>
    public LastError? LastError { get; init; }

    /// <summary>Its streams, the oldest first, as many as were asked for.</summary>
    public IReadOnlyList<StreamSnapshot> Streams { get; init; } = [];
}

/// <summary>How far a connection has come.</summary>
public enum ConnectionPhase
{
    /// <summary>Streams may begin.</summary>
    Open,

    /// <summary>GOAWAY was said by one of the sides: streams finish, none begin (RFC 9113 §6.8). Over HTTP/1.1: it ends with the exchange that is under way.</summary>
    Draining,

    /// <summary>No stream is left; what is queued goes out.</summary>
    Closing,
}
