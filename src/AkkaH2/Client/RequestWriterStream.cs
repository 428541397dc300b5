namespace AkkaH2.Client;

/// <summary>A <see cref="RequestWriter"/> as a stream to write to. Writers of streams reuse their buffers, so each write is copied, a piece at a time as there is room, into pooled memory.</summary>
internal sealed class RequestWriterStream(RequestWriter writer) : SequentialStream
{
    private const int Piece = 64 * 1024;

    public override bool CanWrite => true;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (; buffer.Length > Piece; buffer = buffer[Piece..])
            await WritePieceAsync(buffer[..Piece], cancellationToken).ConfigureAwait(false);
        await WritePieceAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    // A piece that was copied goes out all the same: who cancels does not wait for room any more.
    private ValueTask WritePieceAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var written = writer.WriteCopyAsync(piece.Span);
        return written.IsCompleted || !cancellation.CanBeCanceled ? written : new ValueTask(written.AsTask().WaitAsync(cancellation));
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => writer.FlushAsync().WaitAsync(cancellationToken);

    // Blocks its thread, as its caller asked for.
    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush() => writer.FlushAsync().GetAwaiter().GetResult();
}
