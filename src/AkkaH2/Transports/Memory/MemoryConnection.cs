using System.Buffers;
using System.IO.Pipelines;
using System.Net;

namespace AkkaH2.Transports.Memory;

/// <summary>One end of two pipes, one a direction.</summary>
internal sealed class MemoryConnection : ITransportConnection
{
    private readonly MemoryDirection _incoming;
    private readonly MemoryDirection _outgoing;

    private MemoryConnection(EndPoint local, EndPoint remote, MemoryDirection incoming, MemoryDirection outgoing)
    {
        (LocalEndPoint, RemoteEndPoint) = (local, remote);
        (_incoming, _outgoing) = (incoming, outgoing);
    }

    public EndPoint LocalEndPoint { get; }

    public EndPoint RemoteEndPoint { get; }

    public PipeReader Input => _incoming.Reader;

    public static (MemoryConnection Client, MemoryConnection Server) Pair(EndPoint client, EndPoint server, TransportSettings atClient, TransportSettings atServer)
    {
        var toClient = new MemoryDirection(atClient.ReceiveBufferSize);
        var toServer = new MemoryDirection(atServer.ReceiveBufferSize);
        return (new MemoryConnection(client, server, toClient, toServer), new MemoryConnection(server, client, toServer, toClient));
    }

    public ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellation = default) => _outgoing.WriteAsync(octets, cancellation);

    public ValueTask ShutdownAsync()
    {
        _outgoing.Finish();
        return default;
    }

    public void Abort()
    {
        // After our FIN the peer may still read all of it; otherwise it sees a reset.
        if (!_outgoing.IsFinished) _outgoing.Reset("the peer reset the connection", "the connection was aborted");
        _incoming.Reset("the connection was aborted", "the peer reset the connection");
    }
}
