using System.Buffers;
using AkkaH2.Transports;

namespace AkkaH2.TestKit;

/// <summary>A transport connection as a stream, so that a <see cref="TestPeer"/> can play over any transport.</summary>
internal sealed class TransportStream(ITransportConnection connection) : Stream
{
    private readonly Stream _input = connection.Input.AsStream(leaveOpen: true);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>FIN: the other side reads the end of its input.</summary>
    public ValueTask ShutdownAsync() => connection.ShutdownAsync();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _input.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(new ReadOnlySequence<byte>(buffer), cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => _input.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("only WriteAsync");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) connection.Abort();
        base.Dispose(disposing);
    }
}
