using System.Net;
using Akka.Actor;
using AkkaH2.Protocol;
using AkkaH2.Server;
using AkkaH2.Wire;

namespace AkkaH2.Diagnostics;

/// <summary>
/// Something happened to a connection. Published on the event stream of the actor system: <c>system.EventStream.Subscribe(actor, typeof(ConnectionEvent))</c> for all of
/// these, or one of their types. See also <see cref="ConnectionError"/>.
/// </summary>
/// <param name="Actor">The connection's actor, which takes <see cref="GetStreams"/>.</param>
/// <param name="Role">Our side.</param>
/// <param name="Protocol">What is spoken there.</param>
/// <param name="LocalEndPoint">Our address and port.</param>
/// <param name="RemoteEndPoint">The address and port of the peer.</param>
public abstract record ConnectionEvent(IActorRef Actor, Role Role, ConnectionProtocol Protocol, EndPoint LocalEndPoint, EndPoint RemoteEndPoint)
    : INoSerializationVerificationNeeded;

/// <summary>A connection began: its protocol is known, and over TLS the handshake is done. One that goes over from HTTP/1.1 to HTTP/2 begins anew.</summary>
/// <inheritdoc/>
public sealed record ConnectionOpened(IActorRef Actor, Role Role, ConnectionProtocol Protocol, EndPoint LocalEndPoint, EndPoint RemoteEndPoint)
    : ConnectionEvent(Actor, Role, Protocol, LocalEndPoint, RemoteEndPoint);

/// <summary>A connection has ended.</summary>
/// <inheritdoc/>
public sealed record ConnectionEnded(IActorRef Actor, Role Role, ConnectionProtocol Protocol, EndPoint LocalEndPoint, EndPoint RemoteEndPoint)
    : ConnectionEvent(Actor, Role, Protocol, LocalEndPoint, RemoteEndPoint)
{
    /// <summary>Why, as <c>akkah2.connection.end</c> has it (docs/operations.md): <c>idle</c>, <c>age</c>, <c>drain</c>, <c>peer_closed</c>, <c>peer_goaway</c>, <c>lost</c>, <c>killed</c>, <c>error</c>, <c>peer_error</c>, …</summary>
    public required string Reason { get; init; }

    /// <summary>The code of the GOAWAY that ended it; null if no error did.</summary>
    public ErrorCode? Error { get; init; }

    /// <summary>How long it was open.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>How many requests it has had.</summary>
    public required long Requests { get; init; }

    /// <summary>Octets that were read from the transport; null over HTTP/1.1.</summary>
    public long? OctetsReceived { get; init; }

    /// <summary>Octets that were written to the transport; null over HTTP/1.1.</summary>
    public long? OctetsSent { get; init; }
}

/// <summary>A connection went beyond a limit, or a listener has as many connections as it may have. Published on the event stream of the actor system.</summary>
/// <param name="Limit">The name of its key below <c>akka.h2</c>, such as <c>max-concurrent-streams</c>.</param>
/// <param name="Actor">The connection's or the listener's actor.</param>
/// <param name="EndPoint">The peer's address, or the listener's own.</param>
public sealed record LimitReached(string Limit, IActorRef Actor, EndPoint EndPoint) : INoSerializationVerificationNeeded;

/// <summary>An endpoint is bound, for the first time or again. Published on the event stream of the actor system.</summary>
/// <param name="Actor">The listener's actor, which takes <see cref="GetConnections"/>.</param>
/// <param name="EndPoint">The endpoint, with the port that the system chose.</param>
/// <param name="Transport">The name of its transport.</param>
/// <param name="IsTls">True if TLS is spoken there.</param>
public sealed record ListenerBound(IActorRef Actor, EndPoint EndPoint, string Transport, bool IsTls) : INoSerializationVerificationNeeded;

/// <summary>An endpoint accepts no more; its connections go on, or finish. Published on the event stream of the actor system.</summary>
/// <param name="Actor">The listener's actor.</param>
/// <param name="EndPoint">The endpoint.</param>
public sealed record ListenerUnbound(IActorRef Actor, EndPoint EndPoint) : INoSerializationVerificationNeeded;
