using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace AkkaH2.Http1;

/// <summary>
/// The octets of a transport as Kestrel reads them. Three things are its own. A read that has to wait completes on the connection's turn. While a request is
/// served and Kestrel reads nothing, one read can go ahead (<see cref="Watch"/>), so that a peer that is gone is seen. And a peer that closes its side behind a
/// request is still answered: its end is shown alone, behind the last octets, as a socket would do it.
/// </summary>
/// <param name="inner">The transport's.</param>
/// <param name="entering">Makes of a callback the one to be called when a read completes.</param>
/// <param name="onLost">Is told that the peer is gone.</param>
internal sealed class TransportInput : PipeReader, IValueTaskSource<ReadResult>
{
    private readonly PipeReader _inner;
    private readonly Action<Exception> _onLost;
    private readonly Action _completed;
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<ReadResult> _awaited;
    private ValueTaskAwaiter<ReadResult> _read;
    private Phase _phase;
    private SequencePosition _end; // of what was shown last
    private bool _endIsHidden; // the peer has closed its side, and Kestrel does not know it yet
    private bool _endIsDue;

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
        Held, // a read that nobody waited for is done
        Left, // the octets that are left are somebody else's
    }

    /// <summary>Reads ahead once, until Kestrel reads again.</summary>
    public void Watch()
    {
        lock (_gate)
        {
            if (_phase == Phase.Idle)
                Begin(Phase.Ahead);
        }
    }

    /// <summary>Kestrel gets no octets any more. Not while a read is under way.</summary>
    public void Leave()
    {
        lock (_gate)
            _phase = Phase.Left;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_phase == Phase.Left)
                return new ValueTask<ReadResult>(new ReadResult(default, isCanceled: false, isCompleted: true));
            if (_phase == Phase.Idle)
                Begin(Phase.Awaited);
            else if (_phase == Phase.Ahead)
                _phase = Phase.Awaited;
            return _phase == Phase.Held ? Take() : new ValueTask<ReadResult>(this, _awaited.Version);
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        lock (_gate)
        {
            switch (_phase)
            {
                case Phase.Held:
                    result = Take().Result;
                    return true;
                case Phase.Idle when _inner.TryRead(out result):
                    result = Show(result);
                    return true;
                default:
                    result = default;
                    return false;
            }
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_phase == Phase.Left)
            return;

        _endIsDue = _endIsHidden && examined.Equals(_end);
        _inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => _inner.CancelPendingRead();

    // The connection's actor has the transport, and ends it.
    public override void Complete(Exception? exception = null)
    {
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _awaited.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _awaited.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _awaited.OnCompleted(continuation, state, token, flags);

    private void Begin(Phase phase)
    {
        _awaited.Reset();
        _read = _inner.ReadAsync().GetAwaiter();
        if (_read.IsCompleted)
        {
            _phase = Phase.Held;
            return;
        }

        _phase = phase;
        _read.UnsafeOnCompleted(_completed);
    }

    private ValueTask<ReadResult> Take()
    {
        _phase = Phase.Idle;
        try
        {
            return new ValueTask<ReadResult>(Show(_read.GetResult()));
        }
        catch (Exception cause)
        {
            _onLost(cause);
            return ValueTask.FromException<ReadResult>(cause);
        }
    }

    private void OnRead()
    {
        ValueTask<ReadResult> read;
        lock (_gate)
        {
            if (_phase == Phase.Ahead)
            {
                _phase = Phase.Held;
                return;
            }

            read = Take();
        }

        if (read.IsCompletedSuccessfully)
            _awaited.SetResult(read.Result);
        else
            _awaited.SetException(read.AsTask().Exception!.InnerException!);
    }

    private ReadResult Show(ReadResult read)
    {
        _end = read.Buffer.End;
        _endIsHidden = read.IsCompleted && !read.Buffer.IsEmpty && !_endIsDue;
        return _endIsHidden ? new ReadResult(read.Buffer, read.IsCanceled, isCompleted: false) : read;
    }
}
