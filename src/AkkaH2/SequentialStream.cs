namespace AkkaH2;

/// <summary>A stream whose octets come and go in their order and have no place: what it can do its heir says, and all else is refused.</summary>
internal abstract class SequentialStream : Stream
{
    public override bool CanRead => false;

    public override bool CanWrite => false;

    public sealed override bool CanSeek => false;

    public sealed override long Length => throw new NotSupportedException();

    public sealed override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException(CanRead ? "only ReadAsync" : "it is not read");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException(CanWrite ? "only WriteAsync" : "it is not written");

    public override void Flush()
    {
        // Nothing waits in it.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public sealed override void SetLength(long value) => throw new NotSupportedException();
}
