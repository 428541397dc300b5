using System.Buffers;
using AkkaH2.Transports;

namespace AkkaH2.Client.Http1;

/// <summary>A transport's connection as the stream that System.Net.Http speaks HTTP/1.1 on.</summary>
/// <param name="transport">The connection, which is aborted with the stream.</param>
/// <param name="onClosed">Is told, from any thread and perhaps more than once, that no more requests can go there.</param>
internal sealed class Http1Octets(ITransportConnection transport, Action onClosed) : SequentialStream
{
    private Task _watch = Task.CompletedTask;
    private long _written;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    /// <summary>Octets that were sent, or begun to be.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>True once the server has said anything.</summary>
    public bool HasRead { get; private set; }

    /// <summary>True once it cannot carry another request.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>What the transport failed with between requests; null if it did not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Between requests: finds out that the server closes the connection, or says something unasked. Until the next request is written, or a read.</summary>
    public void Watch() => _watch = WatchAsync();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await EndWatchAsync().ConfigureAwait(false);
        var read = await transport.Input.ReadAsync(cancellationToken).ConfigureAwait(false);
        while (read.IsCanceled)
        {
            transport.Input.AdvanceTo(read.Buffer.Start);
            read = await transport.Input.ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        var length = (int)Math.Min(read.Buffer.Length, buffer.Length);
        var taken = read.Buffer.Slice(0, length);
        taken.CopyTo(buffer.Span);
        transport.Input.AdvanceTo(taken.End);
        HasRead |= length > 0;
        if (length == 0 && !buffer.IsEmpty)
            End();
        return length;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // RFC 9112 §9.5: a response may come while its request is sent. It is not unasked.
        await EndWatchAsync().ConfigureAwait(false);
        Interlocked.Add(ref _written, buffer.Length);
        await transport.WriteAsync(new ReadOnlySequence<byte>(buffer), cancellationToken).ConfigureAwait(false);
    }

    // So a read or a write ends that was given up.
    protected override void Dispose(bool disposing)
    {
        transport.Abort();
        End();
        base.Dispose(disposing);
    }

    private Task EndWatchAsync()
    {
        if (!_watch.IsCompleted)
            transport.Input.CancelPendingRead();
        return _watch;
    }

    private async Task WatchAsync()
    {
        try
        {
            var read = await transport.Input.ReadAsync().ConfigureAwait(false);
            transport.Input.AdvanceTo(read.Buffer.Start);
            if (!read.IsCanceled)
                End();
        }
        catch (Exception cause) when (cause is IOException or InvalidOperationException)
        {
            Failure = cause;
            End();
        }
    }

    private void End()
    {
        IsClosed = true;
        onClosed();
    }
}
