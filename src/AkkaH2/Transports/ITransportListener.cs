using System.Net;

namespace AkkaH2.Transports;

/// <summary>A bound endpoint. It accepts on demand: what nobody asked for waits in the backlog, and beyond the backlog is refused.</summary>
public interface ITransportListener
{
    /// <summary>The endpoint it is bound to, with the port the system chose.</summary>
    EndPoint LocalEndPoint { get; }

    /// <summary>The next connection; null once the listener is unbound. One call at a time.</summary>
    /// <exception cref="TransportException">The system cannot accept now (out of handles, for example). The listener lives on.</exception>
    ValueTask<ITransportConnection?> AcceptAsync(CancellationToken cancellation = default);

    /// <summary>Stops listening and frees the endpoint; connections that were accepted live on. A waiting accept ends with null. Idempotent.</summary>
    ValueTask UnbindAsync();
}
