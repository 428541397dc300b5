using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace AkkaH2.Transports.Sockets;

/// <summary>A connected socket: reads when it is read, writes what it is given, holds no buffer while it waits.</summary>
internal sealed class SocketConnection : ITransportConnection
{
    private readonly Socket _socket;
    private readonly SocketReader _reader;
    private readonly SocketSender _sender;
    private int _shutdown;
    private int _aborted;

    public SocketConnection(Socket socket, TransportSettings settings)
    {
        if (socket.ProtocolType == ProtocolType.Tcp) socket.NoDelay = true; // HTTP/2 batches by itself
        _socket = socket;
        _sender = new SocketSender(socket);
        LocalEndPoint = EndPointNames.Unmapped(socket.LocalEndPoint!);
        RemoteEndPoint = EndPointNames.Unmapped(socket.RemoteEndPoint!);
        _reader = new SocketReader(socket, settings.ReceiveBufferSize);
    }

    public EndPoint LocalEndPoint { get; }

    public EndPoint RemoteEndPoint { get; }

    public PipeReader Input => _reader;

    public ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellation = default)
    {
        if (cancellation.CanBeCanceled) return WriteOrAbort(octets, cancellation);
        return octets.IsEmpty ? default : _sender.SendAsync(octets);
    }

    public ValueTask ShutdownAsync()
    {
        if (Interlocked.Exchange(ref _shutdown, 1) != 0) return default;
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { } // already gone: no FIN to send
        return default;
    }

    public void Abort()
    {
        if (Interlocked.Exchange(ref _aborted, 1) != 0) return;
        try
        {
            // Linger of 0 turns close into a reset and drops what waits to be sent; after a shutdown that has to arrive.
            if (Volatile.Read(ref _shutdown) == 0) _socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { } // the peer was faster
        _socket.Dispose();
        _reader.Close();
        _sender.Close();
    }

    private async ValueTask WriteOrAbort(ReadOnlySequence<byte> octets, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var registration = cancellation.UnsafeRegister(static c => ((SocketConnection)c!).Abort(), this);
        try
        {
            await WriteAsync(octets, CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }
}
