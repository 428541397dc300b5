using System.Net;
using System.Threading.Channels;

namespace AkkaH2.Transports.Memory;

/// <summary>A backlog of connections that wait to be accepted; a full backlog makes the next connect wait.</summary>
internal sealed class MemoryListener(EndPoint local, TransportSettings settings, Action<MemoryListener> onUnbind) : ITransportListener
{
    private readonly Channel<MemoryConnection> _backlog = Channel.CreateBounded<MemoryConnection>(Math.Max(settings.Backlog, 1));

    public EndPoint LocalEndPoint => local;

    public TransportSettings Settings => settings;

    public async ValueTask<ITransportConnection?> AcceptAsync(CancellationToken cancellation = default)
    {
        while (await _backlog.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
            if (_backlog.Reader.TryRead(out var connection)) return connection;
        return null;
    }

    public ValueTask UnbindAsync()
    {
        onUnbind(this);
        _backlog.Writer.TryComplete();
        return default;
    }

    /// <summary>Puts a connection into the backlog; false if the listener is gone.</summary>
    internal async ValueTask<bool> OfferAsync(MemoryConnection connection, CancellationToken cancellation)
    {
        try
        {
            await _backlog.Writer.WriteAsync(connection, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (ChannelClosedException)
        {
            return false;
        }
    }
}
