namespace AkkaH2;

/// <summary>
/// The tunnel that CONNECT opened (RFC 9113 §8.5): octets both ways, each until its side ends. Reading gives the peer credit for as much again, and writing waits for
/// the peer's window. A read gives 0 when the peer has ended its side; <see cref="CompleteWrites"/> ends ours; a reset, by either side, and a lost
/// connection fail both with <see cref="StreamAbortedException"/>, an <see cref="IOException"/>.
/// <para>
/// The tunnel ends with its endpoint: our side in order when the endpoint returns, by RST_STREAM when it throws. Disposing only makes it unusable
/// and wakes a pending read: an endpoint that fails disposes its streams too.
/// </para>
/// </summary>
public sealed class Tunnel : Stream
{
    private readonly ResponseWriter _writer;
    private readonly Stream _in;
    private readonly CancellationTokenSource _disposed = new();

    internal Tunnel(RequestBody body, ResponseWriter writer) => (_writer, _in) = (writer, body.AsStream());

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <summary>Not supported.</summary>
    public override long Length => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Ends our side (END_STREAM); the peer may go on with its own. Nothing may be written afterwards.</summary>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    public void CompleteWrites() => _writer.Complete();

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
        try
        {
            return await _in.ReadAsync(buffer, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(Tunnel));
        }
    }

    /// <summary>Writes a copy, and waits for room in the stream's send buffer.</summary>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        await _writer.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until all that was written is with the operating system.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => _writer.WhenSentAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Blocks its thread; what waits behind that is taken over by other threads.</summary>
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <summary>Blocks its thread; what waits behind that is taken over by other threads.</summary>
    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <summary>Blocks its thread; what waits behind that is taken over by other threads.</summary>
    public override void Flush() => _writer.WhenSentAsync().GetAwaiter().GetResult();

    /// <summary>Not supported.</summary>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _disposed.Cancel();
        base.Dispose(disposing);
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
}
