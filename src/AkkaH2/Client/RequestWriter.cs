using Akka.Actor;
using Akka.Streams;
using AkkaH2.Actors;
using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Transports;
using AkkaH2.Wire;

namespace AkkaH2.Client;

/// <summary>
/// A request's body that is written piece by piece. Memory that is written is handed over: it is not copied, so it must not be changed until a later
/// <see cref="FlushAsync"/> is done. May be used from any thread, by one caller at a time.
/// </summary>
public sealed class RequestWriter
{
    private readonly int _bufferSize;
    private readonly Lock _gate = new();
    private long? _announced; // what is left of the content-length that the application set
    private readonly Queue<(long End, byte[] Octets)> _copies = []; // pooled; they go back when they are sent, and never if they are not
    private StreamId _stream;
    private IActorRef _connection;
    private List<(ReadOnlyMemory<byte> Data, bool End, HeaderField[]? Trailers)>? _pieces = []; // all that was written; null once any octet of it has gone out
    private long _written;
    private long _unsent;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _flushed;
    private Exception? _failure;
    private bool _completed;

    internal RequestWriter(StreamId stream, IActorRef connection, int bufferSize, IMaterializer materializer, Headers trailers, long? announced) =>
        (_stream, _connection, _bufferSize, Materializer, Trailers, _announced) = (stream, connection, bufferSize, materializer, trailers, announced);

    /// <summary>Fields behind the body (RFC 9113 §8.1), sent when it has ended; at first those of the request.</summary>
    public Headers Trailers { get; set; }

    internal IMaterializer Materializer { get; }

    /// <summary>True while no octet has gone out: then all of it can still go elsewhere.</summary>
    internal bool CanMove
    {
        get
        {
            lock (_gate)
                return _pieces is not null;
        }
    }

    /// <summary>True once the end was handed over.</summary>
    internal bool IsComplete => Volatile.Read(ref _completed);

    /// <summary>Queues a chunk. The task is done when there is room again: waiting for it is the back-pressure of the peer's window.</summary>
    /// <param name="chunk">Octets. They must not change until a later <see cref="FlushAsync"/> is done.</param>
    /// <exception cref="Http2ClientException">The request has ended.</exception>
    /// <exception cref="InvalidOperationException">The body is longer than the content-length that was set.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> chunk) => WriteAsync(chunk, null);

    /// <summary>The same for a chunk that its owner uses again: a copy of it is sent.</summary>
    internal ValueTask WriteCopyAsync(ReadOnlySpan<byte> chunk)
    {
        var copy = OctetPool.Arrays.Rent(chunk.Length);
        chunk.CopyTo(copy);
        return WriteAsync(copy.AsMemory(0, chunk.Length), copy);
    }

    private ValueTask WriteAsync(ReadOnlyMemory<byte> chunk, byte[]? copy)
    {
        lock (_gate)
        {
            ThrowIfFailed();
            if (chunk.IsEmpty)
                return ValueTask.CompletedTask;
            if (_announced < chunk.Length)
                throw new InvalidOperationException($"The request's body is {chunk.Length - _announced} octets longer than its content-length.");

            _announced -= chunk.Length;
            _written += chunk.Length;
            _unsent += chunk.Length;
            if (copy is not null)
                _copies.Enqueue((_written, copy));
            Send(chunk, end: false, trailers: null);
            if (_unsent <= _bufferSize)
                return ValueTask.CompletedTask;

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task);
        }
    }

    /// <summary>Waits until all that was written before is with the operating system.</summary>
    /// <exception cref="Http2ClientException">The request ended before that.</exception>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            ThrowIfFailed();
            if (_unsent == 0)
                return Task.CompletedTask;

            _flushed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _flushed.Task;
        }
    }

    /// <summary>The body as a writable stream, which copies each write. Closing it does not complete the body.</summary>
    public Stream AsStream() => new RequestWriterStream(this);

    /// <summary>The body is complete.</summary>
    /// <exception cref="InvalidOperationException">It is shorter than the content-length that was set.</exception>
    internal void Complete()
    {
        if (_announced > 0)
            throw new InvalidOperationException($"The request's body is {_announced} octets shorter than its content-length.");

        var trailers = Trailers.Count > 0 ? ResponseRules.Trailers(Trailers) : null;
        Volatile.Write(ref _completed, true);
        lock (_gate)
            Send(default, end: true, trailers);
    }

    /// <summary>The request is another stream now, of this connection or another one: what was written goes there.</summary>
    internal void MoveTo(StreamId stream, IActorRef connection)
    {
        lock (_gate)
        {
            (_stream, _connection) = (stream, connection);
            foreach (var (data, end, trailers) in _pieces!)
                Tell(data, end, trailers);
        }
    }

    /// <summary>So many octets of the body have gone out; 0 for the head alone.</summary>
    internal void OnSent(int octets)
    {
        lock (_gate)
        {
            if (octets > 0)
                _pieces = null;
            _unsent -= octets;
            while (_copies.TryPeek(out var copy) && copy.End <= _written - _unsent)
                OctetPool.Arrays.Return(_copies.Dequeue().Octets);
            if (_unsent <= _bufferSize / 2)
                Interlocked.Exchange(ref _room, null)?.TrySetResult();
            if (_unsent == 0)
                Interlocked.Exchange(ref _flushed, null)?.TrySetResult();
        }
    }

    internal void Fail(Exception cause)
    {
        lock (_gate)
        {
            _failure ??= cause;
            FailWaiting(Interlocked.Exchange(ref _room, null), _failure);
            FailWaiting(Interlocked.Exchange(ref _flushed, null), _failure);
        }
    }

    private void Send(ReadOnlyMemory<byte> data, bool end, HeaderField[]? trailers)
    {
        _pieces?.Add((data, end, trailers));
        Tell(data, end, trailers);
    }

    private void Tell(ReadOnlyMemory<byte> data, bool end, HeaderField[]? trailers) =>
        _connection.Tell(new SendData(_stream, null, data, end, trailers), ActorRefs.NoSender);

    private static void FailWaiting(TaskCompletionSource? waiting, Exception cause)
    {
        waiting?.TrySetException(cause);
        _ = waiting?.Task.Exception; // seen: the application may wait no more
    }

    private void ThrowIfFailed()
    {
        if (_failure is not null)
            throw _failure;
    }
}
