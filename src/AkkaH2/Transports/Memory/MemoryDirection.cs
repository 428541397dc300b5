using System.Buffers;
using System.IO.Pipelines;

namespace AkkaH2.Transports.Memory;

/// <summary>Octets from one end to the other, as many as the reader's buffer holds. It ends once: by FIN, or by a reset that fails both ends.</summary>
internal sealed class MemoryDirection
{
    private readonly Pipe _pipe;
    private readonly Lock _end = new();
    private volatile IOException? _writerFault;
    private volatile bool _finished;
    private int _busy;

    public MemoryDirection(int capacity) => _pipe = new Pipe(new PipeOptions(
        pool: OctetPool.Segments, pauseWriterThreshold: capacity, resumeWriterThreshold: capacity / 2, useSynchronizationContext: false));

    public PipeReader Reader => _pipe.Reader;

    public bool IsFinished => _finished;

    public async ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Interlocked.Exchange(ref _busy, 1) != 0) throw new InvalidOperationException("another write is under way");
        try
        {
            foreach (var segment in octets)
                await WriteAsync(segment, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Reset("the peer reset the connection", "the connection was aborted");
            throw;
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    public void Finish()
    {
        lock (_end)
        {
            if (_finished || _writerFault is not null) return;
            _finished = true;
            _pipe.Writer.Complete();
        }
    }

    /// <summary>Fails the reader and the writer, each with what happened from where it stands.</summary>
    public void Reset(string atReader, string atWriter)
    {
        lock (_end)
        {
            if (_writerFault is not null) return;
            _writerFault = new IOException(atWriter);
            _pipe.Writer.Complete(new IOException(atReader));
            _pipe.Writer.CancelPendingFlush();
        }
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> segment, CancellationToken cancellation)
    {
        ValueTask<FlushResult> flush;
        lock (_end)
        {
            ThrowIfEnded();
            flush = _pipe.Writer.WriteAsync(segment, cancellation);
        }
        var result = await flush.ConfigureAwait(false);
        if (result.IsCanceled || result.IsCompleted) ThrowIfEnded();
    }

    private void ThrowIfEnded()
    {
        if (_writerFault is { } fault) throw new IOException(fault.Message);
        if (_finished) throw new IOException("the connection was shut down");
    }
}
