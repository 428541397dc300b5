using Akka.Actor;
using AkkaH2.Actors;
using AkkaH2.Transports;

namespace AkkaH2.Server;

/// <summary>
/// Serves the connections whose peers speak HTTP/1.1 (RFC 9112), with the same endpoints. The package AkkaH2.Http1 has one; give it to a server by
/// <see cref="ServerOptions.Http1"/>. A server without one answers such peers with 505 and closes. <c>akka.h2.http1 = off</c> leaves it unused. Only packages of AkkaH2 can implement it: it reaches below the public surface.
/// </summary>
public interface IHttp1Engine
{
    /// <summary>
    /// Makes the actor of one connection, a child of the listener's actor, which watches it and counts it until it has stopped.
    /// <para>
    /// The actor owns <paramref name="transport"/> from its start, and aborts it in its PostStop. The octets by which the protocol was recognised are
    /// unconsumed in <see cref="ITransportConnection.Input"/>. Told <see cref="Drain"/> it finishes the exchanges that have begun and stops; told
    /// anything that it does not know, such as <see cref="AnnounceSettings"/>, it does nothing.
    /// </para>
    /// </summary>
    /// <param name="transport">The connection; over TLS, the decrypted one.</param>
    /// <param name="since">When it was accepted, by the clock of <paramref name="setup"/>.</param>
    /// <param name="setup">The endpoints, the settings, the materializer and the clock of the listener.</param>
    internal Props ConnectionProps(ITransportConnection transport, TimeSpan since, ServerSetup setup);
}
