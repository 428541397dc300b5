using System.Net;

namespace AkkaH2.Transports;

/// <summary>The source of connections: binds listeners and opens connections of one kind. Stateless to its caller and safe to share.</summary>
public interface ITransport
{
    /// <summary>The name by which the configuration chooses it, for example <c>sockets</c>.</summary>
    string Name { get; }

    /// <summary>Begins to listen at <paramref name="endpoint"/>; port 0 lets the system choose, and the listener says what it chose.</summary>
    /// <param name="endpoint">An address of this machine, in a form that the transport knows.</param>
    /// <param name="settings">Backlog and buffer.</param>
    /// <param name="cancellation">Gives up binding.</param>
    /// <exception cref="TransportException">The endpoint cannot be bound; names the endpoint and the cause.</exception>
    Task<ITransportListener> BindAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default);

    /// <summary>Opens a connection to <paramref name="endpoint"/>. How long it may take is the caller's <paramref name="cancellation"/>.</summary>
    /// <param name="endpoint">The address of the other side.</param>
    /// <param name="settings">The buffer; the backlog does not matter here.</param>
    /// <param name="cancellation">Gives up connecting.</param>
    /// <exception cref="TransportException">Nobody answers there, or refuses; names the endpoint and the cause.</exception>
    Task<ITransportConnection> ConnectAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default);
}
