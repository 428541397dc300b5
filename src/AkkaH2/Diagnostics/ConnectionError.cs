using System.Net;
using Akka.Actor;
using Akka.Event;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Diagnostics;

/// <summary>
/// A connection ended with an error (RFC 9113 §5.4.1, §6.8). Published on the event stream of the actor system, for all connections:
/// <c>system.EventStream.Subscribe(actor, typeof(ConnectionError))</c>.
/// </summary>
/// <param name="Code">The error code of the GOAWAY (RFC 9113 §7).</param>
/// <param name="Detail">The fault in words; from the peer, its debug data.</param>
/// <param name="SeenBy">The side that found the other one at fault, and sent the GOAWAY.</param>
/// <param name="LastStream">The highest stream of the other side that was or might be acted on.</param>
/// <param name="RemoteEndPoint">The peer's address.</param>
/// <param name="Connection">The path of the connection's actor.</param>
public sealed record ConnectionError(ErrorCode Code, string Detail, ErrorObserver SeenBy, StreamId LastStream, EndPoint RemoteEndPoint, ActorPath Connection)
    : INoSerializationVerificationNeeded
{
    /// <summary>Our side of the connection.</summary>
    public Role Role { get; init; } = Role.Server;

    internal void Publish(ActorSystem system, ILoggingAdapter log)
    {
        log.Debug("{0}: connection error {1}, seen by {2}: {3}", RemoteEndPoint, Code.Name(), SeenBy, Detail);
        system.EventStream.Publish(this);
    }
}

/// <summary>The side that sent the GOAWAY.</summary>
public enum ErrorObserver
{
    /// <summary>We did: the peer broke a rule, went beyond a limit or let a timeout pass.</summary>
    Us,

    /// <summary>The peer did.</summary>
    Peer,
}
