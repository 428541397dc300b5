using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AkkaH2.Transports.Memory;

/// <summary>Connections inside the process, for tests: no sockets, no ports of the machine. Each instance is a network of its own.</summary>
public sealed class MemoryTransport : ITransport
{
    private const int FirstPort = 49_152;

    private readonly ConcurrentDictionary<EndPoint, MemoryListener> _listeners = new();
    private int _lastPort = FirstPort - 1;

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public Task<ITransportListener> BindAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(settings);
        cancellation.ThrowIfCancellationRequested();
        var local = WithPort(endpoint);
        var listener = new MemoryListener(local, settings, Forget);
        if (!_listeners.TryAdd(local, listener)) throw TransportException.CannotBind(endpoint, Name, new SocketException((int)SocketError.AddressAlreadyInUse));
        return Task.FromResult<ITransportListener>(listener);
    }

    /// <inheritdoc/>
    public async Task<ITransportConnection> ConnectAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(settings);
        var refused = new SocketException((int)SocketError.ConnectionRefused);
        if (!_listeners.TryGetValue(endpoint, out var listener)) throw TransportException.CannotConnect(endpoint, Name, refused);

        var (ours, theirs) = MemoryConnection.Pair(WithPort(new IPEndPoint(IPAddress.Loopback, 0)), endpoint, settings, listener.Settings);
        return await listener.OfferAsync(theirs, cancellation).ConfigureAwait(false) ? ours : throw TransportException.CannotConnect(endpoint, Name, refused);
    }

    private void Forget(MemoryListener listener) => _listeners.TryRemove(KeyValuePair.Create(listener.LocalEndPoint, listener));

    private EndPoint WithPort(EndPoint endpoint) =>
        endpoint is IPEndPoint { Port: 0, Address: var address } ? new IPEndPoint(address, Interlocked.Increment(ref _lastPort)) : endpoint;
}
