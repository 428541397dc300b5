using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace AkkaH2.Transports.Sockets;

/// <summary>
/// The octets that a socket receives. It waits with an empty receive, and takes a buffer when there is something to put into it: a small one at first,
/// and larger ones while octets fill them. What nobody has consumed is always in one array. A receive that fails is an exception for who awaits the read,
/// and thrown nowhere before.
/// </summary>
internal sealed class SocketReader : PipeReader, IValueTaskSource<ReadResult>
{
    private const int FirstRoom = 4096;
    private const int SmallestRoom = 1024;

    private readonly Socket _socket;
    private readonly Readiness _readiness;
    private readonly int _largestRoom;
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<ReadResult> _read;
    private CancellationTokenRegistration _cancellation; // of the read that is awaited
    private bool _isAwaited; // a read is
    private bool _isWaiting; // for the socket, which calls OnReady
    private bool _isCancelled; // the next read is
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private int _room;
    private bool _isExamined; // all that is in the buffer
    private bool _mayHaveMore; // the last receive filled its buffer
    private bool _isAtEnd;
    private Exception? _failure; // of all reads from now on
    private ReadOnlySequence<byte> _shown; // last

    /// <param name="socket">Connected. It is made one that never blocks.</param>
    /// <param name="largestRoom">Octets that are received at once, at most.</param>
    public SocketReader(Socket socket, int largestRoom)
    {
        socket.Blocking = false;
        (_socket, _largestRoom, _room) = (socket, largestRoom, Math.Min(FirstRoom, largestRoom));
        _readiness = new Readiness(this);
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        short version;
        lock (_gate)
        {
            if (TryTake(out var result) || (_mayHaveMore && !_isWaiting && TryReceive() && TryTake(out result))) return new(result);
            if (_failure is not null) return ValueTask.FromException<ReadResult>(_failure);
            _read.Reset();
            version = _read.Version;
            _isAwaited = true;
            if (cancellationToken.CanBeCanceled)
                _cancellation = cancellationToken.UnsafeRegister(static (reader, token) => ((SocketReader)reader!).EndEarly(new OperationCanceledException(token)), this);
            if (_isWaiting) return new(this, version);
            _isWaiting = true;
        }

        if (!Wait()) OnReady();
        return new(this, version);
    }

    public override bool TryRead(out ReadResult result)
    {
        lock (_gate) return TryTake(out result);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _isExamined = _shown.Slice(examined).IsEmpty;
        _start = _end - (int)_shown.Slice(consumed).Length;
        _shown = default;
        if (_start == _end) Release();
    }

    public override void CancelPendingRead() => EndEarly(null);

    public override void Complete(Exception? exception = null)
    {
        Fail(new InvalidOperationException("the reader is completed"));
        Release();
    }

    /// <summary>The socket is disposed: a read that is awaited fails as soon as that says so, and later ones at once.</summary>
    public void Close()
    {
        Fail(new IOException("the connection was aborted"));
        _readiness.Dispose();
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    private void Fail(Exception failure)
    {
        lock (_gate) _failure ??= failure;
    }

    /// <summary>False if the wait is over already.</summary>
    private bool Wait()
    {
        try
        {
            return _socket.ReceiveAsync(_readiness);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private void OnReady()
    {
        ReadResult result;
        while (true)
        {
            lock (_gate)
            {
                _isWaiting = false;
                if (!_isAwaited) return;
                // The error of a socket is told once: to the wait, or else to the receive.
                if (HasFailed(_readiness.SocketError) || TryReceive())
                {
                    _isAwaited = false;
                    TryTake(out result);
                    break;
                }

                _isWaiting = true; // it was woken for nothing
            }

            if (Wait()) return;
        }

        End(result, _failure, onThisThread: true);
    }

    // Whoever cancels a read does not go on with what waited for it.
    private void EndEarly(OperationCanceledException? cause)
    {
        ReadResult result;
        lock (_gate)
        {
            if (!_isAwaited)
            {
                _isCancelled |= cause is null;
                return;
            }

            _isAwaited = false;
            result = Show(isCanceled: true);
        }

        End(result, cause, onThisThread: false);
    }

    private void End(ReadResult result, Exception? failure, bool onThisThread)
    {
        _cancellation.Dispose();
        _read.RunContinuationsAsynchronously = !onThisThread;
        if (failure is null) _read.SetResult(result);
        else _read.SetException(failure);
    }

    private bool TryTake(out ReadResult result)
    {
        var isReady = _failure is null && (_isCancelled || _isAtEnd || (_start != _end && !_isExamined));
        result = isReady ? Show(_isCancelled) : default;
        _isCancelled &= !isReady;
        return isReady;
    }

    private ReadResult Show(bool isCanceled)
    {
        _shown = new ReadOnlySequence<byte>(_buffer, _start, _end - _start);
        return new ReadResult(_shown, isCanceled, _isAtEnd);
    }

    private bool HasFailed(SocketError error)
    {
        if (error is not (SocketError.Success or SocketError.WouldBlock)) _failure ??= new IOException("the peer is gone", new SocketException((int)error));
        return _failure is not null;
    }

    /// <summary>False if there is nothing yet.</summary>
    private bool TryReceive()
    {
        var room = Room();
        var octets = 0;
        var error = SocketError.Success;
        try
        {
            octets = _socket.Receive(room, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException e)
        {
            _failure ??= new IOException("the connection was aborted", e);
        }

        HasFailed(error);
        _mayHaveMore = octets == room.Length;
        if (_mayHaveMore) _room = Math.Min(_room * 4, _largestRoom);
        _end += octets;
        _isExamined &= octets == 0;
        _isAtEnd = error == SocketError.Success && octets == 0;
        if (_start == _end) Release();
        return error != SocketError.WouldBlock;
    }

    private Span<byte> Room()
    {
        if (_buffer.Length - _end < SmallestRoom)
        {
            var kept = _end - _start;
            var larger = OctetPool.Arrays.Rent(kept + _room);
            _buffer.AsSpan(_start, kept).CopyTo(larger);
            Release();
            (_buffer, _end) = (larger, kept);
        }

        return _buffer.AsSpan(_end);
    }

    private void Release()
    {
        if (_buffer.Length > 0) OctetPool.Arrays.Return(_buffer);
        (_buffer, _start, _end) = ([], 0, 0);
    }

    private sealed class Readiness(SocketReader reader) : SocketAsyncEventArgs(true)
    {
        protected override void OnCompleted(SocketAsyncEventArgs e) => reader.OnReady();
    }
}
