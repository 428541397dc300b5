using System.Net;
using System.Net.Sockets;

namespace AkkaH2.Transports.Sockets;

/// <summary>A listening socket; each accept is asked for by its user.</summary>
internal sealed class SocketListener(Socket socket, TransportSettings settings) : ITransportListener
{
    private volatile bool _unbound;

    public EndPoint LocalEndPoint { get; } = socket.LocalEndPoint!;

    public async ValueTask<ITransportConnection?> AcceptAsync(CancellationToken cancellation = default)
    {
        while (!_unbound)
        {
            try
            {
                var accepted = await socket.AcceptAsync(cancellation).ConfigureAwait(false);
                if (Adopt(accepted) is { } connection) return connection;
            }
            catch (Exception e) when (_unbound && e is SocketException or ObjectDisposedException) { break; }
            catch (SocketException e) when (IsThePeersFault(e)) { }
            catch (SocketException e)
            {
                throw TransportException.CannotAccept(LocalEndPoint, SocketTransport.TransportName, e);
            }
        }
        return null;
    }

    public ValueTask UnbindAsync()
    {
        _unbound = true;
        socket.Dispose(); // and with it the file of a Unix domain socket, if that can be deleted
        return default;
    }

    /// <summary>Null if the peer was gone before its connection could be looked at.</summary>
    private SocketConnection? Adopt(Socket accepted)
    {
        try
        {
            return new SocketConnection(accepted, settings);
        }
        catch (SocketException)
        {
            accepted.Dispose();
            return null;
        }
    }

    private static bool IsThePeersFault(SocketException e) => e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted
        or SocketError.TimedOut or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown;
}
