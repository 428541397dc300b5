using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace AkkaH2.Http1;

/// <summary>The listener that Kestrel believes it has: connections come from AkkaH2's listeners, which have accepted them.</summary>
internal sealed class KestrelListener : IConnectionListenerFactory, IConnectionListener
{
    // Each connection is counted by the listener that accepted it.
    private readonly Channel<ConnectionContext> _connections = Channel.CreateUnbounded<ConnectionContext>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>An address that nobody listens at.</summary>
    public EndPoint EndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 0);

    /// <summary>Gives Kestrel a connection; false once it has stopped.</summary>
    public bool TryAdd(ConnectionContext connection) => _connections.Writer.TryWrite(connection);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(this);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _connections.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_connections.Reader.TryRead(out var connection))
                return connection;
        }

        return null;
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _connections.Writer.TryComplete();
        while (_connections.Reader.TryRead(out var late))
            await late.DisposeAsync().ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => default;
}
