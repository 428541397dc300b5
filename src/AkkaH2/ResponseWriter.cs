using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2;

/// <summary>How a flush ended.</summary>
public enum FlushOutcome
{
    /// <summary>All that was written is with the operating system.</summary>
    Written,

    /// <summary>The stream ended before that.</summary>
    Closed,
}

/// <summary>
/// A response body that is written piece by piece. Memory that is written is handed over: it is not copied, so it must not be changed
/// until a later <see cref="FlushAsync"/> is done. The head waits for the first piece and leaves with it, unless it is flushed before.
/// May be used from any thread, by one caller at a time.
/// </summary>
public sealed class ResponseWriter
{
    private const int PieceCost = 256; // octets: what a piece takes besides its own, as a message and in queues

    private readonly Exchange _exchange;
    private readonly int _bufferSize;
    private readonly Lock _gate = new();
    private HeaderField[]? _head; // until it is sent
    private long? _announced; // what is left of the content-length that the application set
    private long _unsent;
    private long _pieces; // that are unsent, about
    private bool _headWritten;
    private TaskCompletionSource? _room;
    private TaskCompletionSource<FlushOutcome>? _flushed;
    private StreamEnd? _aborted;
    private bool _completed;

    /// <param name="exchange">The exchange that it answers.</param>
    /// <param name="bufferSize">How many octets may be unsent.</param>
    /// <param name="head">The head; null if it was sent, and with it the end: there is no body then.</param>
    /// <param name="announced">The content-length that the application set.</param>
    internal ResponseWriter(Exchange exchange, int bufferSize, HeaderField[]? head, long? announced)
    {
        (_exchange, _bufferSize, _head, _announced) = (exchange, bufferSize, head, announced);
        DropsBody = head is null;
    }

    /// <summary>
    /// True where the response has no body (RFC 9110 §6.4.1: to HEAD, and with 204 and 304). Writes are dropped, and throw once the head is out, so that
    /// an endpoint that writes for ever ends.
    /// </summary>
    public bool DropsBody { get; }

    private long Queued => _unsent + ((_pieces - 1) * PieceCost); // one piece may be as large as the buffer

    internal bool IsCompleted
    {
        get
        {
            lock (_gate)
                return _completed;
        }
    }

    /// <summary>
    /// Queues a chunk. The task is done when the stream's send buffer has room again: waiting for it is the back-pressure of the peer's window.
    /// </summary>
    /// <param name="chunk">Octets. They must not change until a later <see cref="FlushAsync"/> is done.</param>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    /// <exception cref="InvalidOperationException">The body is complete, or longer than the content-length that was set.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> chunk)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            if (chunk.IsEmpty || DropsBody)
                return ValueTask.CompletedTask;

            if (_announced < chunk.Length)
                throw new InvalidOperationException($"The response body is {chunk.Length - _announced} octets longer than its content-length.");

            _announced -= chunk.Length;
            _unsent += chunk.Length;
            _pieces++;
            _exchange.SendData(TakeHead(), chunk, end: false);
            if (Queued <= _bufferSize)
                return ValueTask.CompletedTask;

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task);
        }
    }

    /// <summary>Writes everything that comes from a request body, as it comes. The head does not wait for it.</summary>
    /// <param name="body">The body of any request, read by nobody else.</param>
    /// <param name="cancellation">Gives up waiting for more.</param>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    public async Task WriteAsync(RequestBody body, CancellationToken cancellation = default)
    {
        while (true)
        {
            var next = body.ReadChunkAsync(cancellation);
            if (!next.IsCompleted)
                SendHead(); // after the read: 100 (continue), if the client wants it, stands before the head
            if (await next.ConfigureAwait(false) is not { } chunk)
                return;
            await WriteAsync(chunk).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Waits until all that was written before is with the operating system, or the stream has ended. Before the first write it sends the head alone.
    /// </summary>
    public Task<FlushOutcome> FlushAsync()
    {
        lock (_gate)
        {
            if (_aborted is not null)
                return Task.FromResult(IsBodilessAndSent ? FlushOutcome.Written : FlushOutcome.Closed);
            SendHead();
            if (DropsBody || (_unsent == 0 && _headWritten))
                return Task.FromResult(FlushOutcome.Written);

            _flushed ??= new TaskCompletionSource<FlushOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _flushed.Task;
        }
    }

    /// <summary>Ends the body, with trailers if given (RFC 9113 §8.1). Nothing may be written after it.</summary>
    /// <param name="trailers">Fields behind the body; names in any case.</param>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    /// <exception cref="InvalidOperationException">The body is complete already, or shorter than the content-length that was set.</exception>
    /// <exception cref="ArgumentException">A trailer may not stand in HTTP/2.</exception>
    public void Complete(Headers? trailers = null) => End(trailers is { Count: > 0 } ? ResponseRules.Trailers(trailers) : null);

    internal void End(HeaderField[]? trailers)
    {
        lock (_gate)
        {
            if (IsBodilessAndSent)
                return; // that was all
            ThrowIfEnded();
            if (_announced > 0 && !DropsBody)
                throw new InvalidOperationException($"The response body is {_announced} octets shorter than its content-length.");

            _completed = true;
            if (!DropsBody) // RFC 9110 §6.5: where there is no content, nothing comes behind it
                SendEnd(trailers);
        }
    }

    /// <summary>Gives the body up: RST_STREAM tells the peer that it is not whole (RFC 9113 §8.1).</summary>
    /// <param name="code">The error code that the peer sees.</param>
    public void Fail(ErrorCode code = ErrorCode.InternalError) => _exchange.Reset(code);

    /// <summary>The body as a writable stream, for serializers and archives. It copies each write, and throws as <see cref="WriteAsync(ReadOnlyMemory{byte})"/> does. Closing it does not complete the body.</summary>
    public Stream AsStream() => new ResponseBodyStream(this);

    internal void CompleteIfOpen()
    {
        lock (_gate)
        {
            if (_aborted is null && !_completed)
                Complete();
        }
    }

    /// <summary>Takes the response back while nothing of it was sent; true if that was so. Nothing may be written afterwards.</summary>
    internal bool TryRetract()
    {
        lock (_gate)
        {
            var retracted = _aborted is null && !_completed && TakeHead() is not null;
            _completed |= retracted;
            return retracted;
        }
    }

    internal void OnSent(int octets)
    {
        lock (_gate)
        {
            _headWritten = true;
            Count(octets);
            if (Queued <= _bufferSize / 2)
                Release(ref _room)?.TrySetResult();
            if (_unsent == 0)
                Release(ref _flushed)?.TrySetResult(FlushOutcome.Written);
        }

        // The head is all that there is of such a response: an endpoint that goes on writing need not.
        if (DropsBody)
            _exchange.StopResponding(new StreamEnd("the response has no body, and was sent", null));
    }

    // Pieces are joined on their way out, so the octets tell how many are left.
    private void Count(int octets)
    {
        if (_unsent > 0)
            _pieces = _pieces * (_unsent - octets) / _unsent;
        _unsent -= octets;
    }

    internal void Abort(StreamEnd end)
    {
        lock (_gate)
        {
            _aborted ??= end;
            Release(ref _room)?.TrySetException(_aborted.ToException());
            Release(ref _flushed)?.TrySetResult(FlushOutcome.Closed);
        }
    }

    internal void SendHead()
    {
        lock (_gate)
        {
            if (_aborted is null && TakeHead() is { } head)
                _exchange.SendData(head, default, end: false);
        }
    }

    private void SendEnd(HeaderField[]? trailers)
    {
        if (trailers is null)
        {
            _exchange.SendData(TakeHead(), default, end: true);
            return;
        }

        SendHead();
        _exchange.SendTrailers(trailers);
    }

    private bool IsBodilessAndSent => DropsBody && _headWritten;

    private HeaderField[]? TakeHead() => Release(ref _head);

    private void ThrowIfEnded()
    {
        if (_aborted is not null)
            throw _aborted.ToException();
        if (_completed)
            throw new InvalidOperationException("The response body is complete; nothing can be written after it.");
    }

    private static T? Release<T>(ref T? place)
        where T : class
    {
        var released = place;
        place = null;
        return released;
    }
}
