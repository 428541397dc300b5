using System.IO.Pipelines;

namespace AkkaH2;

/// <summary>
/// A <see cref="Pipe"/> between a connection, which appends, and the one reader of a body. Either side may drop it: then its octets are gone at once, or as
/// soon as the reader has no hands on them.
/// </summary>
internal sealed class BodyPipe
{
    // No threshold: the stream's window bounds what waits. Readers go on on the thread pool, never on the connection's thread.
    private static readonly PipeOptions Options = new(
        new BodyMemory(), PipeScheduler.ThreadPool, PipeScheduler.Inline, pauseWriterThreshold: 0, resumeWriterThreshold: 0, minimumSegmentSize: 512, useSynchronizationContext: false);

    private readonly Lock _gate = new();
    private readonly Pipe _pipe = new(Options);
    private long _appended;
    private long _length = -1;
    private Exception? _failure;
    private bool _isRead; // the reader waits, or has octets in its hands
    private bool _isClosed; // nothing is appended any more
    private bool _isDropped; // nothing is read any more

    /// <summary>The length of the body; null until it has come whole.</summary>
    public long? Length => Volatile.Read(ref _length) is >= 0 and var length ? length : null;

    /// <summary>How many octets have come.</summary>
    public long Appended => Volatile.Read(ref _appended);

    /// <summary>Appends a copy of the piece.</summary>
    public void Append(ReadOnlySpan<byte> piece)
    {
        lock (_gate)
        {
            if (_isClosed)
                return;

            piece.CopyTo(_pipe.Writer.GetSpan(piece.Length));
            _pipe.Writer.Advance(piece.Length);
            _appended += piece.Length;
            _pipe.Writer.FlushAsync().GetAwaiter().GetResult(); // without a threshold it never waits
        }
    }

    /// <summary>Nothing more comes.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_isClosed)
                return;

            Volatile.Write(ref _length, _appended);
            Close(null);
        }
    }

    /// <summary>Nothing more comes, and nothing of what came will be read: a read fails with this, be it waiting or yet to come.</summary>
    public void Fail(Exception cause)
    {
        lock (_gate)
        {
            if (_isDropped)
                return;

            (_isDropped, _failure) = (true, cause);
            Close(cause);
            FreeUnlessRead();
        }
    }

    /// <summary>The reader wants nothing more.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            (_isDropped, _isRead) = (true, false);
            Close(null);
            FreeUnlessRead();
        }
    }

    /// <summary>As <see cref="PipeReader.TryRead"/>.</summary>
    public bool TryRead(out ReadResult result)
    {
        lock (_gate)
        {
            ThrowIfFailed();
            var any = _pipe.Reader.TryRead(out result);
            _isRead |= any;
            return any;
        }
    }

    /// <summary>As <see cref="PipeReader.ReadAsync"/>.</summary>
    public async ValueTask<ReadResult> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var result = await BeginRead(cancellation).ConfigureAwait(false);
            lock (_gate)
                ThrowIfFailed();
            return result;
        }
        catch
        {
            EndRead();
            throw;
        }
    }

    /// <summary>As <see cref="PipeReader.AdvanceTo(SequencePosition, SequencePosition)"/>.</summary>
    public void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        lock (_gate)
        {
            if (!_isDropped)
                _pipe.Reader.AdvanceTo(consumed, examined);
        }

        EndRead();
    }

    /// <summary>As <see cref="PipeReader.CancelPendingRead"/>.</summary>
    public void CancelPendingRead() => _pipe.Reader.CancelPendingRead();

    private ValueTask<ReadResult> BeginRead(CancellationToken cancellation)
    {
        lock (_gate)
        {
            ThrowIfFailed();
            _isRead = true;
            return _pipe.Reader.ReadAsync(cancellation);
        }
    }

    private void EndRead()
    {
        lock (_gate)
        {
            _isRead = false;
            FreeUnlessRead();
        }
    }

    private void Close(Exception? cause)
    {
        _isClosed = true;
        _pipe.Writer.Complete(cause);
    }

    // A pipe gives its memory up when both of its sides are complete.
    private void FreeUnlessRead()
    {
        if (_isDropped && !_isRead)
            _pipe.Reader.Complete();
    }

    private void ThrowIfFailed()
    {
        if (_failure is not null)
            throw _failure;
    }
}
