using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Client.Http1;

/// <summary>A connection that goes on in another protocol (RFC 9110 §7.8): System.Net.Http may have read more of it than its 101 response.</summary>
internal sealed class UpgradedConnection(ITransportConnection transport, HttpResponseMessage response, Stream rest) : ITransportConnection
{
    public EndPoint LocalEndPoint => transport.LocalEndPoint;

    public EndPoint RemoteEndPoint => transport.RemoteEndPoint;

    public TlsInfo? Tls => transport.Tls;

    public PipeReader Input { get; } = PipeReader.Create(rest, new StreamPipeReaderOptions(pool: OctetPool.Segments, leaveOpen: true));

    public ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellation = default) => transport.WriteAsync(octets, cancellation);

    public ValueTask ShutdownAsync() => transport.ShutdownAsync();

    public void Abort()
    {
        transport.Abort();
        response.Dispose();
    }
}
