using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Http;

namespace AkkaH2.Http1;

/// <summary>
/// The octets of a transport as Kestrel reads them. Three things are its own. A read that has to wait completes on the connection's turn. While a request is
/// served and Kestrel reads nothing, one read can go ahead (<see cref="Watch"/>), so that a peer that is gone is seen. And a peer that closes its side behind a
/// request is still answered: its end is shown alone, behind the last octets, as a socket would do it.
/// </summary>
internal sealed class TransportInput : PipeReader, IValueTaskSource<ReadResult>
{
    private static readonly ReadResult Nothing = new(default, isCanceled: false, isCompleted: true);

    private readonly PipeReader _inner;
    private readonly Action<Exception> _onLost;
    private readonly Action _completed;
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<ReadResult> _awaited;
    private ValueTaskAwaiter<ReadResult> _read;
    private CancellationTokenRegistration _cancellation; // of the read that is awaited
    private Phase _phase;
    private ReadResult _result; // while it is held
    private Exception? _failure;
    private ReadOnlySequence<byte> _shown; // last
    private volatile ChunkOverhead? _overhead; // while a chunked body is read
    private bool _endIsHidden; // the peer has closed its side, and Kestrel does not know it yet
    private bool _endIsDue;
    private bool _isCancelled; // by Kestrel while it did not read: its next read says so
    private TaskCompletionSource? _left; // until the read that was under way is over

    /// <param name="inner">The transport's.</param>
    /// <param name="entering">Makes of a callback the one to be called when a read completes.</param>
    /// <param name="onLost">Is told that the peer is gone.</param>
    public TransportInput(PipeReader inner, Func<Action, Action> entering, Action<Exception> onLost)
    {
        (_inner, _onLost) = (inner, onLost);
        _completed = entering(OnRead);
    }

    private enum Phase
    {
        Idle,
        Ahead, // a read is under way, and nobody waits for it
        Awaited, // a read is under way
        Held, // a read is over, and its result is here
        Left, // the octets that are left are somebody else's
    }

    /// <summary>A chunked body comes. A read behind too much overhead fails with <see cref="BadHttpRequestException"/>.</summary>
    public void Limit(ChunkOverhead overhead) => _overhead = overhead;

    /// <summary>Nobody reads that body any more.</summary>
    public void Unlimit() => _overhead = null;

    /// <summary>Reads ahead once, until Kestrel reads again.</summary>
    public void Watch()
    {
        lock (_gate)
        {
            if (_phase == Phase.Idle)
                Begin(Phase.Ahead);
        }
    }

    /// <summary>Kestrel gets no octets any more. When this is done nobody reads, and what nobody has consumed is there for the next one who does.</summary>
    public Task LeaveAsync()
    {
        lock (_gate)
        {
            var before = _phase;
            _phase = Phase.Left;
            if (before == Phase.Held)
                GiveBack();
            if (before is not (Phase.Ahead or Phase.Awaited))
                return Task.CompletedTask;

            _left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _inner.CancelPendingRead();
        return _left.Task;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        if (_overhead is { IsExceeded: true })
            return ValueTask.FromException<ReadResult>(new BadHttpRequestException("Too many octets of chunk extensions.", StatusCodes.Status400BadRequest));

        ValueTask<ReadResult> awaited;
        lock (_gate)
        {
            if (_phase == Phase.Idle)
                Begin(Phase.Awaited);
            else if (_phase == Phase.Ahead)
                _phase = Phase.Awaited;

            if (_phase == Phase.Left)
                return new ValueTask<ReadResult>(Nothing);
            if (_phase == Phase.Held)
                return _failure is { } failure ? ValueTask.FromException<ReadResult>(failure) : new ValueTask<ReadResult>(Take());
            awaited = Await(cancellationToken);
            if (!_isCancelled)
                return awaited;
        }

        _inner.CancelPendingRead();
        return awaited;
    }

    public override bool TryRead(out ReadResult result)
    {
        lock (_gate)
        {
            if (_phase == Phase.Idle && TryReadNow(out result))
            {
                result = Show(result);
                return true;
            }

            var isHeld = _phase == Phase.Held && _failure is null;
            result = isHeld ? Take() : default;
            return isHeld;
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_phase == Phase.Left)
            return;

        _endIsDue = _endIsHidden && examined.Equals(_shown.End);
        _overhead?.OnRead(_shown.Slice(0, consumed).Length);
        _inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => _inner.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        // The connection's actor has the transport, and ends it.
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _awaited.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _awaited.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _awaited.OnCompleted(continuation, state, token, flags);

    private ValueTask<ReadResult> Await(CancellationToken cancellation)
    {
        _cancellation = cancellation.CanBeCanceled ? cancellation.UnsafeRegister(static input => ((TransportInput)input!).CancelPendingRead(), this) : default;
        return new ValueTask<ReadResult>(this, _awaited.Version);
    }

    private void Begin(Phase phase)
    {
        _awaited.Reset();
        _phase = phase;
        try
        {
            _read = _inner.ReadAsync().GetAwaiter();
        }
        catch (Exception cause)
        {
            Fail(cause); // a pipe whose writer has failed throws before there is a task
            return;
        }

        if (_read.IsCompleted)
            Hold();
        else
            _read.UnsafeOnCompleted(_completed);
    }

    private bool TryReadNow(out ReadResult result)
    {
        try
        {
            return _inner.TryRead(out result);
        }
        catch (Exception cause)
        {
            Fail(cause);
            throw;
        }
    }

    private void Hold()
    {
        var isAhead = _phase == Phase.Ahead;
        _phase = Phase.Held;
        try
        {
            _result = _read.GetResult();
        }
        catch (Exception cause)
        {
            Fail(cause);
            return;
        }

        // Kestrel cancels a read that it has not begun when it is told to close: the peer is watched on.
        if (!isAhead || _result is not { IsCanceled: true, IsCompleted: false, Buffer.IsEmpty: true })
            return;
        _isCancelled = true;
        GiveBack();
        Begin(Phase.Ahead);
    }

    // For good: a read that failed is not tried again.
    private void Fail(Exception cause)
    {
        (_phase, _failure) = (Phase.Held, cause);
        _onLost(cause);
    }

    private void OnRead()
    {
        var result = default(ReadResult);
        CancellationTokenRegistration registration;
        bool isAwaited, isCancelled;
        lock (_gate)
        {
            (registration, _cancellation) = (_cancellation, default);
            isCancelled = registration.Token.IsCancellationRequested;
            isAwaited = _phase == Phase.Awaited;
            var hasLeft = _phase == Phase.Left;
            Hold();
            if (hasLeft)
            {
                _phase = Phase.Left;
                GiveBack();
                _left!.SetResult();
            }

            if (isAwaited && isCancelled)
                GiveBack();
            if (isAwaited && _failure is null)
                result = Take();
        }

        // On this thread, and outside of the lock: a callback of the cancellation that is under way ends, and Kestrel goes on from here.
        registration.Dispose();
        if (!isAwaited)
            return;
        if (_failure is { } failure)
            _awaited.SetException(failure);
        else if (isCancelled)
            _awaited.SetException(new OperationCanceledException(registration.Token));
        else
            _awaited.SetResult(result);
    }

    private ReadResult Take()
    {
        _phase = Phase.Idle;
        return Show(_result);
    }

    private void GiveBack()
    {
        if (_failure is null)
            _inner.AdvanceTo(_result.Buffer.Start);
    }

    private ReadResult Show(ReadResult read)
    {
        _shown = read.Buffer;
        _endIsHidden = read.IsCompleted && !read.Buffer.IsEmpty && !_endIsDue;
        var isCancelled = read.IsCanceled || _isCancelled;
        _isCancelled = false;
        return new ReadResult(read.Buffer, isCancelled, read.IsCompleted && !_endIsHidden);
    }
}
