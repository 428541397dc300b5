using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;

namespace AkkaH2.Transports.Tls;

/// <summary>The decrypted side of a connection whose handshake is done. One write is one send, however many records it takes.</summary>
internal sealed class TlsConnection : ITransportConnection
{
    /// <summary>RFC 8446 §5.1: the most octets of a record.</summary>
    private const int LargestRecord = 16 * 1024;

    /// <summary>More than a record adds to its octets: 5 of its head, 1 of its type, 16 of its tag; in TLS 1.2, 8 of an explicit nonce.</summary>
    private const int RecordOverhead = 64;

    private readonly ITransportConnection _inner;
    private readonly TlsDuplexStream _encrypted;
    private readonly SslStream _tls;
    private readonly DecryptionLock _decryption = new();
    private int _busy;
    private int _shutdown;
    private int _aborted;

    public TlsConnection(ITransportConnection inner, TlsDuplexStream encrypted, SslStream tls, TlsInfo info, int receiveBufferSize)
    {
        (_inner, _encrypted, _tls) = (inner, encrypted, tls);
        Tls = info;
        encrypted.Decryption = _decryption;
        // Zero-byte reads go through to the transport: a connection that waits holds no buffer of either layer.
        Input = PipeReader.Create(new TlsInput(tls, _decryption), new StreamPipeReaderOptions(
            pool: OctetPool.Segments, bufferSize: receiveBufferSize, minimumReadSize: Math.Min(receiveBufferSize, LargestRecord), leaveOpen: true, useZeroByteReads: true));
    }

    public EndPoint LocalEndPoint => _inner.LocalEndPoint;

    public EndPoint RemoteEndPoint => _inner.RemoteEndPoint;

    public TlsInfo Tls { get; }

    public PipeReader Input { get; }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Volatile.Read(ref _shutdown) != 0)
            throw new IOException("the connection was shut down");
        if (Interlocked.Exchange(ref _busy, 1) != 0)
            throw new InvalidOperationException("another write is under way");

        var registration = cancellation.UnsafeRegister(static c => ((TlsConnection)c!).Abort(), this);
        try
        {
            await EncryptAsync(octets).ConfigureAwait(false);
            await _encrypted.SendAsync().ConfigureAwait(false);
        }
        catch (Exception cause) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cause.Message, cause, cancellation);
        }
        catch (Exception cause) when (cause is not IOException)
        {
            throw Lost(cause);
        }
        finally
        {
            registration.Dispose();
            Volatile.Write(ref _busy, 0);
        }
    }

    public async ValueTask ShutdownAsync()
    {
        if (Interlocked.Exchange(ref _shutdown, 1) != 0)
            return;
        try
        {
            // RFC 8446 §6.1: close_notify, so that the peer knows that nothing was cut off; then FIN.
            await MakeCloseNotifyAsync().ConfigureAwait(false);
            await _encrypted.SendLastAsync().ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The connection was aborted: there is nothing to say it on.
        }

        await _inner.ShutdownAsync().ConfigureAwait(false);
    }

    public void Abort()
    {
        if (Interlocked.Exchange(ref _aborted, 1) != 0)
            return;
        _inner.Abort();
        _tls.Dispose();
    }

    // It is sent behind the lock: whoever reads may have to go on until the peer takes it.
    private async ValueTask MakeCloseNotifyAsync()
    {
        _encrypted.Gather(RecordOverhead);
        await _decryption.EnterAsync().ConfigureAwait(false);
        try
        {
            await _tls.ShutdownAsync().ConfigureAwait(false);
        }
        finally
        {
            _decryption.Leave();
        }
    }

    internal static IOException Lost(Exception cause) => new($"the TLS connection is lost: {cause.Message}", cause);

    // Nothing waits in here: the records are only gathered.
    private async ValueTask EncryptAsync(ReadOnlySequence<byte> octets)
    {
        var length = checked((int)octets.Length);
        _encrypted.Gather(length + ((length / LargestRecord) + 1) * RecordOverhead);
        if (octets.IsSingleSegment || length > LargestRecord)
        {
            foreach (var segment in octets)
                await _tls.WriteAsync(segment).ConfigureAwait(false);
            return;
        }

        // Small pieces share a record.
        var joined = OctetPool.Arrays.Rent(length);
        octets.CopyTo(joined);
        await _tls.WriteAsync(joined.AsMemory(0, length)).ConfigureAwait(false);
        OctetPool.Arrays.Return(joined);
    }

    /// <summary>Reads of SslStream, whose failures are <see cref="IOException"/>s of the connection.</summary>
    private sealed class TlsInput(SslStream tls, DecryptionLock decryption) : SequentialStream
    {
        public override bool CanRead => true;

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await decryption.EnterAsync().ConfigureAwait(false);
            try
            {
                return await tls.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception cause) when (cause is not (IOException or OperationCanceledException))
            {
                throw Lost(cause);
            }
            finally
            {
                decryption.Leave();
            }
        }
    }
}
