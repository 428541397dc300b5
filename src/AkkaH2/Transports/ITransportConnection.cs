using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Transports;

/// <summary>One duplex octet connection; the shape of a duplex pipe. Each direction has one user at a time; <see cref="Abort"/> is safe from everywhere.</summary>
public interface ITransportConnection
{
    /// <summary>Our end.</summary>
    EndPoint LocalEndPoint { get; }

    /// <summary>The peer's end.</summary>
    EndPoint RemoteEndPoint { get; }

    /// <summary>What TLS negotiated; null on a cleartext connection.</summary>
    TlsInfo? Tls => null;

    /// <summary>
    /// The octets of the peer. Completes at the peer's FIN; a read fails with <see cref="IOException"/> at a reset and after <see cref="Abort"/>.
    /// Octets nobody reads stay with the peer: at most a receive buffer of them is held here.
    /// </summary>
    PipeReader Input { get; }

    /// <summary>
    /// Sends <paramref name="octets"/>. Completes when their memory may be reused and the next write may begin: they are with the system then,
    /// not yet with the peer. A write that is cancelled after it began aborts the connection, since nobody knows how much of it went out.
    /// </summary>
    /// <exception cref="IOException">The peer is gone, or the connection was shut down or aborted.</exception>
    /// <exception cref="InvalidOperationException">Another write is under way.</exception>
    ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellation = default);

    /// <summary>Half close: what was written goes out, then FIN. Reading goes on until the peer's FIN. Not while a write is under way. Idempotent.</summary>
    ValueTask ShutdownAsync();

    /// <summary>
    /// Ends the connection at once and releases everything: reads and writes fail with <see cref="IOException"/>, the peer sees a reset.
    /// After <see cref="ShutdownAsync"/> it is the way to dispose: what was written before still reaches a peer that listens. Idempotent, never throws.
    /// </summary>
    void Abort();
}
