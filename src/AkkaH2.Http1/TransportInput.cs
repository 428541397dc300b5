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

        lock (_gate)
        {
            if (_phase == Phase.Idle)
                Begin(Phase.Awaited);
            else if (_phase == Phase.Ahead)
                _phase = Phase.Awaited;

            return _phase switch
            {
                Phase.Left => new ValueTask<ReadResult>(Nothing),
                Phase.Held when _failure is { } failure => ValueTask.FromException<ReadResult>(failure),
                Phase.Held => new ValueTask<ReadResult>(Take()),
                _ => Await(cancellationToken),
            };
        }
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
        if (cancellation.CanBeCanceled)
            _cancellation = cancellation.UnsafeRegister(static input => ((TransportInput)input!).CancelPendingRead(), this);
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
        _phase = Phase.Held;
        try
        {
            _result = _read.GetResult();
        }
        catch (Exception cause)
        {
            Fail(cause);
        }
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
        var cancellation = _cancellation.Token;
        _cancellation.Dispose();
        lock (_gate)
        {
            var phase = _phase;
            Hold();
            if (phase == Phase.Ahead)
                return;

            if (phase == Phase.Left)
            {
                _phase = Phase.Left;
                GiveBack();
                _left!.SetResult();
                return;
            }

            if (cancellation.IsCancellationRequested)
                GiveBack();
            if (_failure is null)
                result = Take();
        }

        // On this thread, and outside of the lock: Kestrel goes on from here.
        if (_failure is { } failure)
            _awaited.SetException(failure);
        else if (cancellation.IsCancellationRequested)
            _awaited.SetException(new OperationCanceledException(cancellation));
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
        return _endIsHidden ? new ReadResult(read.Buffer, read.IsCanceled, isCompleted: false) : read;
    }
}
