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
/// until a later <see cref="FlushAsync"/> is done. May be used from any thread, by one caller at a time.
/// </summary>
public sealed class ResponseWriter
{
    private readonly Exchange _exchange;
    private readonly int _bufferSize;
    private readonly Lock _gate = new();
    private long _unsent;
    private TaskCompletionSource? _room;
    private TaskCompletionSource<FlushOutcome>? _flushed;
    private string? _aborted;
    private bool _completed;

    internal ResponseWriter(Exchange exchange, int bufferSize) => (_exchange, _bufferSize) = (exchange, bufferSize);

    /// <summary>
    /// Queues a chunk. The task is done when the stream's send buffer has room again: waiting for it is the back-pressure of the peer's window.
    /// </summary>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> chunk)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            if (chunk.IsEmpty)
                return ValueTask.CompletedTask;

            _unsent += chunk.Length;
            _exchange.SendData(chunk, end: false);
            if (_unsent <= _bufferSize)
                return ValueTask.CompletedTask;

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task);
        }
    }

    /// <summary>Writes everything that comes from a request body, as it comes.</summary>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    public async Task WriteAsync(RequestBody body, CancellationToken cancellation = default)
    {
        while (await body.ReadAsync(cancellation).ConfigureAwait(false) is { } chunk)
            await WriteAsync(chunk).ConfigureAwait(false);
    }

    /// <summary>Waits until all that was written before is with the operating system, or the stream has ended.</summary>
    public Task<FlushOutcome> FlushAsync()
    {
        lock (_gate)
        {
            if (_aborted is not null)
                return Task.FromResult(FlushOutcome.Closed);
            if (_unsent == 0)
                return Task.FromResult(FlushOutcome.Written);

            _flushed ??= new TaskCompletionSource<FlushOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _flushed.Task;
        }
    }

    /// <summary>Ends the body, with trailers if given (RFC 9113 §8.1). Nothing may be written after it.</summary>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    public void Complete(Headers? trailers = null)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            _completed = true;
            if (trailers is { Count: > 0 })
                _exchange.SendTrailers(trailers);
            else
                _exchange.SendData(default, end: true);
        }
    }

    internal void CompleteIfOpen()
    {
        lock (_gate)
        {
            if (_aborted is null && !_completed)
                Complete();
        }
    }

    internal void OnSent(int octets)
    {
        lock (_gate)
        {
            _unsent -= octets;
            if (_unsent <= _bufferSize / 2)
                Release(ref _room)?.TrySetResult();
            if (_unsent == 0)
                Release(ref _flushed)?.TrySetResult(FlushOutcome.Written);
        }
    }

    internal void Abort(string reason)
    {
        lock (_gate)
        {
            _aborted ??= reason;
            Release(ref _room)?.TrySetException(new StreamAbortedException(_aborted));
            Release(ref _flushed)?.TrySetResult(FlushOutcome.Closed);
        }
    }

    private void ThrowIfEnded()
    {
        if (_aborted is not null)
            throw new StreamAbortedException(_aborted);
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
