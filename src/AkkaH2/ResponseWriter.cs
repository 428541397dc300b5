using System.IO.Pipelines;
using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2;

/// <summary>What became of octets that were written.</summary>
public enum FlushOutcome
{
    /// <summary>All that was written is with the operating system.</summary>
    Written,

    /// <summary>The stream ended before that.</summary>
    Closed,
}

/// <summary>
/// A response body that is written piece by piece: a <see cref="PipeWriter"/>. What is written is copied and gathered, and handed to the connection by a flush;
/// memory that is lent goes out without a copy. A flush waits for room in the stream's send buffer: that is the back-pressure of the peer's window.
/// The head waits for the first flush and leaves with its octets. May be used from any thread, by one caller at a time.
/// </summary>
public sealed partial class ResponseWriter : PipeWriter
{
    private const int GatherSize = 4_096; // octets

    private readonly Exchange _exchange;
    private readonly int _bufferSize;
    private readonly Lock _gate = new();
    private HeaderField[]? _head; // until it is handed over
    private long? _announced; // what is left of the content-length that the application set
    private readonly BodyEncoder? _encoder;
    private GatherBuffer? _buffer;
    private bool _flushIsCancelled;
    private bool _completed;

    /// <param name="exchange">The exchange that it answers.</param>
    /// <param name="bufferSize">How many octets may be unsent.</param>
    /// <param name="head">The head; null if it was sent, and with it the end: there is no body then.</param>
    /// <param name="announced">The content-length that the application set.</param>
    /// <param name="encode">Makes the stream that what is written goes through; null if there is none.</param>
    internal ResponseWriter(Exchange exchange, int bufferSize, HeaderField[]? head, long? announced, Func<Stream, Stream>? encode)
    {
        _encoder = encode is null || head is null ? null : new BodyEncoder(encode, GatherEncoded);
        (_exchange, _bufferSize, _head, _announced) = (exchange, bufferSize, head, announced);
        DropsBody = head is null;
    }

    /// <summary>
    /// True where the response has no body (RFC 9110 §6.4.1: to HEAD, and with 204 and 304). Writes are dropped, and throw once the head is out, so that
    /// an endpoint that writes for ever ends.
    /// </summary>
    public bool DropsBody { get; }

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <summary>Octets that were written and not flushed.</summary>
    public override long UnflushedBytes
    {
        get
        {
            lock (_gate)
                return (_buffer?.Gathered ?? 0) + (_encoder?.Gathered ?? 0);
        }
    }

    /// <summary>Room to write to; report by <see cref="Advance"/> what was written. Octets that were written before are flushed if it does not fit behind them.</summary>
    /// <param name="sizeHint">How many octets at least; 0 is any number above that.</param>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    /// <exception cref="InvalidOperationException">The body is complete.</exception>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        _encoder?.MakeRoom();
        lock (_gate)
        {
            ThrowIfEnded();
            return _encoder?.Free(sizeHint) ?? Buffer(Math.Max(sizeHint, 1)).Free();
        }
    }

    /// <inheritdoc cref="GetMemory"/>
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>So many octets of the room were written.</summary>
    /// <exception cref="InvalidOperationException">The body is longer than the content-length that was set.</exception>
    public override void Advance(int bytes)
    {
        lock (_gate)
        {
            if (_encoder is not null)
            {
                Announce(bytes);
                _encoder.Advance(bytes);
                return;
            }

            if (_buffer is null || _completed || _aborted is not null)
                return; // the stream ended meanwhile: the next call says so

            Announce(bytes);
            _buffer.Advance(DropsBody ? 0 : bytes);
        }
    }

    /// <summary>Writes a copy and flushes it: see <see cref="FlushAsync"/>.</summary>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    /// <exception cref="InvalidOperationException">The body is complete, or longer than the content-length that was set.</exception>
    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        if (_encoder is not null)
            return EncodeAsync(_encoder, source, cancellationToken);

        lock (_gate)
        {
            ThrowIfEnded();
            if (!source.IsEmpty && !DropsBody)
                Gather(source);
            HandOver();
            return WhenRoom(cancellationToken);
        }
    }

    /// <summary>
    /// Writes these very octets, without a copy, behind all that was written before, and flushes. They must not change until their owner is disposed; without
    /// an owner, until a later <see cref="WhenSentAsync"/> is done.
    /// </summary>
    /// <param name="octets">Lent to the connection.</param>
    /// <param name="owner">
    /// Disposed once, when the octets have gone out or never will: also where this throws. From any thread; it should be quick, and must not throw.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting for room; octets that were taken go out all the same.</param>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    /// <exception cref="InvalidOperationException">The body is complete, or longer than the content-length that was set.</exception>
    public ValueTask<FlushResult> LendAsync(ReadOnlyMemory<byte> octets, IDisposable? owner = null, CancellationToken cancellationToken = default)
    {
        var lent = false;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_encoder is not null)
                return EncodeAsync(_encoder, octets, cancellationToken); // which copies them
            lock (_gate)
            {
                ThrowIfEnded();
                lent = TryLend(octets, owner);
                return WhenRoom(cancellationToken);
            }
        }
        finally
        {
            if (!lent)
                owner?.Dispose();
        }
    }

    /// <summary>Writes everything that comes from a request body, as it comes and without a copy. The head does not wait for it.</summary>
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
            await LendAsync(chunk, null, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Hands what was written to the connection, and waits until the stream's send buffer has room again. Before the first write it sends the head alone.
    /// A wait that is given up loses nothing: the octets go out.
    /// </summary>
    /// <exception cref="StreamAbortedException">The stream was reset, or the connection is lost.</exception>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);

        _encoder?.Flush();
        lock (_gate)
        {
            if (_completed)
                return new ValueTask<FlushResult>(new FlushResult(isCanceled: false, isCompleted: true));
            ThrowIfEnded();
            HandOver();
            return WhenRoom(cancellationToken);
        }
    }

    /// <summary>Flushes, and waits until all that was written before is with the operating system, or the stream has ended.</summary>
    public Task<FlushOutcome> WhenSentAsync(CancellationToken cancellationToken = default)
    {
        _encoder?.Flush();
        lock (_gate)
        {
            if (_aborted is not null)
                return Task.FromResult(IsBodilessAndSent ? FlushOutcome.Written : FlushOutcome.Closed);
            if (!_completed)
                HandOver();
            if (DropsBody || (Unsent == 0 && _headWritten))
                return Task.FromResult(FlushOutcome.Written);

            _allSent ??= new TaskCompletionSource<FlushOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            return cancellationToken.CanBeCanceled ? _allSent.Task.WaitAsync(cancellationToken) : _allSent.Task;
        }
    }

    /// <summary>Ends the flush that waits, or the next one, with <see cref="FlushResult.IsCanceled"/> and without an exception. Nothing is lost.</summary>
    public override void CancelPendingFlush()
    {
        lock (_gate)
        {
            _flushIsCancelled = _room is null;
            Release(ref _room)?.TrySetResult(new FlushResult(isCanceled: true, isCompleted: false));
        }
    }

    /// <summary>Ends the body. Nothing may be written after it. A stream that has ended already is left as it is.</summary>
    /// <param name="exception">If there is one, the body is not whole: RST_STREAM(INTERNAL_ERROR) tells the peer so (RFC 9113 §8.1).</param>
    /// <exception cref="InvalidOperationException">The body is shorter than the content-length that was set.</exception>
    public override void Complete(Exception? exception = null)
    {
        if (exception is null)
            End(null);
        else if (!IsOver)
            Fail();
    }

    /// <summary>Ends the body with trailers (RFC 9113 §8.1). Nothing may be written after them.</summary>
    /// <param name="trailers">Fields behind the body; names in any case.</param>
    /// <exception cref="InvalidOperationException">The body is shorter than the content-length that was set.</exception>
    /// <exception cref="ArgumentException">A trailer may not stand in HTTP/2.</exception>
    public void Complete(Headers trailers) => End(trailers.Count > 0 ? ResponseRules.Trailers(trailers) : null);

    /// <summary>Gives the body up: RST_STREAM tells the peer that it is not whole (RFC 9113 §8.1).</summary>
    /// <param name="code">The error code that the peer sees.</param>
    public void Fail(ErrorCode code = ErrorCode.InternalError) => _exchange.Reset(code);

    /// <summary>The body as a writable stream, for serializers and archives. Closing it does not complete the body: an endpoint that fails closes its streams too.</summary>
    /// <param name="leaveOpen">Has no meaning here.</param>
    public override Stream AsStream(bool leaveOpen = false) => base.AsStream(leaveOpen: true);
}
