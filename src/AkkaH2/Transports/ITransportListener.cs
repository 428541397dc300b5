using System.Net;

namespace AkkaH2.Transports;

/// <summary>
/// A bound endpoint. It hands out connections on demand: those that nobody asked for yet wait, unread, and are served in their turn. As many as the
/// backlog says can wait; the fate of one more is up to the transport (docs/configuration.md).
/// </summary>
public interface ITransportListener
{
    /// <summary>The endpoint it is bound to, with the port the system chose.</summary>
    EndPoint LocalEndPoint { get; }

    /// <summary>The next connection; null once the listener is unbound and none waits. One call at a time.</summary>
    /// <exception cref="TransportException">The system cannot accept now (out of handles, for example). The listener lives on.</exception>
    ValueTask<ITransportConnection?> AcceptAsync(CancellationToken cancellation = default);

    /// <summary>
    /// Stops listening. Connections that were accepted live on, and those that wait are still handed out: their clients are connected, so whoever unbinds
    /// accepts them all, to serve or to abort them. Then an accept ends with null. Idempotent. When it is done the endpoint can be bound again. On all
    /// transports but "akka-io" newcomers are refused from then on; see there.
    /// </summary>
    ValueTask UnbindAsync();
}
