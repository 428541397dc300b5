using System.Net;
using System.Net.Sockets;

namespace AkkaH2.Transports.Sockets;

/// <summary>
/// A listening socket; each accept is asked for by its user. A system resets what waits in the backlog of a socket that is closed, so what waits is accepted
/// before that. A client that connects between the last look and the close is still reset.
/// </summary>
/// <param name="socket">Bound, and listening.</param>
/// <param name="settings">Of its connections, and how many may wait.</param>
/// <param name="acceptWaiting">Accepts one that waits, or fails; null is <see cref="Socket.Accept"/>.</param>
internal sealed class SocketListener(Socket socket, TransportSettings settings, Func<Socket, Socket>? acceptWaiting = null) : ITransportListener
{
    private readonly Func<Socket, Socket> _acceptWaiting = acceptWaiting ?? (static listening => listening.Accept());
    private readonly Lock _unbinding = new();
    private readonly Queue<ITransportConnection> _waiting = []; // since it is unbound
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

        lock (_unbinding)
            return _waiting.TryDequeue(out var waiting) ? waiting : null;
    }

    public ValueTask UnbindAsync()
    {
        lock (_unbinding)
        {
            if (_unbound) return default;
            AcceptWaiting();
            _unbound = true;
            socket.Dispose(); // and with it the file of a Unix domain socket, if that can be deleted
        }
        return default;
    }

    // No more than the backlog had room for: clients that keep coming would keep it bound.
    private void AcceptWaiting()
    {
        socket.Blocking = false; // an accept that is under way may be quicker
        for (var left = settings.Backlog; left > 0 && socket.Poll(TimeSpan.Zero, SelectMode.SelectRead); left--)
        {
            try
            {
                if (Adopt(_acceptWaiting(socket)) is { } waiting) _waiting.Enqueue(waiting);
            }
            catch (SocketException e) when (IsThePeersFault(e)) { }
            catch (SocketException) { break; } // none is left, or the system gives no more
        }
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
