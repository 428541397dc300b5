using System.Runtime.CompilerServices;
using System.Numerics;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.Fusing;

/// <summary>The two ends of a connection that leads from one island to another.</summary>
internal interface IAsyncBoundary
{
    (GraphStageLogic Logic, Inlet Port) Sender(GraphInterpreter island);

    (GraphStageLogic Logic, Outlet Port) Receiver(GraphInterpreter island);
}

/// <summary>
/// A bounded ring between two islands, one writer and one reader. Each side sleeps when it can do nothing (ring full, ring
/// empty) and is then woken by the other with one message, not one an element: the reader wakes the writer when the ring
/// is half empty.
/// The end of the upstream comes after the elements in the ring; its failure overtakes them.
/// </summary>
internal sealed class AsyncBoundary<T> : IAsyncBoundary
{
    private readonly T[] _ring;
    private readonly int _size;
    private readonly int _wakeAt;
    private SenderLogic? _sender;
    private ReceiverLogic? _receiver;
    private int _written;
    private int _read;
    private int _senderSleeps;
    private int _receiverSleeps;
    private Exception? _failure;
    private volatile bool _ended;

    public AsyncBoundary(int size)
    {
        _size = Math.Max(1, size);
        _wakeAt = _size / 2;
        _ring = new T[BitOperations.RoundUpToPowerOf2((uint)_size)];
    }

    public (GraphStageLogic Logic, Inlet Port) Sender(GraphInterpreter island)
    {
        _sender = new SenderLogic(this, island);
        return (_sender, _sender.In);
    }

    public (GraphStageLogic Logic, Outlet Port) Receiver(GraphInterpreter island)
    {
        _receiver = new ReceiverLogic(this, island);
        return (_receiver, _receiver.Out);
    }

    private int Count => Volatile.Read(ref _written) - Volatile.Read(ref _read);

    private ref T Slot(int index) => ref _ring[index & (_ring.Length - 1)];

    private void WakeReceiver()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _receiverSleeps) == 1 && Interlocked.Exchange(ref _receiverSleeps, 0) == 1) _receiver!.Wake();
    }

    private void WakeSender()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _senderSleeps) == 1 && Interlocked.Exchange(ref _senderSleeps, 0) == 1) _sender!.Wake();
    }

    /// <summary>The end of the upstream island: takes elements and puts them into the ring.</summary>
    private sealed class SenderLogic : InGraphStageLogic
    {
        private readonly AsyncBoundary<T> _boundary;
        private readonly WakeUp _wakeUp;
        private readonly CancelEvent _cancel;

        public SenderLogic(AsyncBoundary<T> boundary, GraphInterpreter island)
            : base(1, 0)
        {
            _boundary = boundary;
            _wakeUp = new WakeUp(this);
            _cancel = new CancelEvent(this);
            In.Id = 0;
            Interpreter = island;
            island.Add(this);
            SetHandler(In, this);
        }

        public Inlet<T> In { get; } = new("boundary.in");

        public void Wake() => Interpreter.Enqueue(_wakeUp);

        public void CancelLater(Exception cause)
        {
            _cancel.Cause = cause;
            Interpreter.Enqueue(_cancel);
        }

        public override void PreStart() => Pull(In);

        public override void OnPush()
        {
            var written = _boundary._written;
            _boundary.Slot(written) = Grab(In);
            Volatile.Write(ref _boundary._written, written + 1);
            _boundary.WakeReceiver();
            PullIfRoom();
        }

        public override void OnUpstreamFinish() => End(null);

        public override void OnUpstreamFailure(Exception e) => End(e);

        public override void PostStop()
        {
            if (!_boundary._ended) End(Interpreter.Aborted);
        }

        private void End(Exception? failure)
        {
            _boundary._failure = failure;
            _boundary._ended = true;
            _boundary._receiver!.Wake();
            CompleteStage();
        }

        private void PullIfRoom()
        {
            if (IsClosed(In) || HasBeenPulled(In)) return;
            if (_boundary.Count < _boundary._size)
            {
                Pull(In);
                return;
            }

            Volatile.Write(ref _boundary._senderSleeps, 1);
            Interlocked.MemoryBarrier();
            if (_boundary.Count <= _boundary._wakeAt && Interlocked.Exchange(ref _boundary._senderSleeps, 0) == 1) Pull(In);
        }

        private sealed class WakeUp(SenderLogic sender) : IslandEvent(sender)
        {
            public override void Handle() => sender.PullIfRoom();
        }

        private sealed class CancelEvent(SenderLogic sender) : IslandEvent(sender)
        {
            public Exception Cause = null!;

            public override void Handle()
            {
                sender._boundary._ended = true;
                sender.Cancel(sender.In, Cause);
            }
        }
    }

    /// <summary>The beginning of the downstream island: takes elements from the ring.</summary>
    private sealed class ReceiverLogic : OutGraphStageLogic
    {
        private readonly AsyncBoundary<T> _boundary;
        private readonly WakeUp _wakeUp;

        public ReceiverLogic(AsyncBoundary<T> boundary, GraphInterpreter island)
            : base(0, 1)
        {
            _boundary = boundary;
            _wakeUp = new WakeUp(this);
            Out.Id = 0;
            Interpreter = island;
            island.Add(this);
            SetHandler(Out, this);
        }

        public Outlet<T> Out { get; } = new("boundary.out");

        public void Wake() => Interpreter.Enqueue(_wakeUp);

        public override void OnPull() => Deliver();

        public override void OnDownstreamFinish(Exception cause)
        {
            _boundary._sender!.CancelLater(cause);
            CompleteStage();
        }

        public override void PostStop()
        {
            if (!_boundary._ended && Interpreter.Aborted is { } aborted) _boundary._sender!.CancelLater(aborted);
        }

        private void Deliver()
        {
            // Read before the ring: whatever was written before the end is then seen in the ring.
            var ended = _boundary._ended;
            if (ended && _boundary._failure is { } failure) Fail(Out, failure);
            else if (IsAvailable(Out) && _boundary.Count > 0) PushNext();
            else if (ended && _boundary.Count == 0) Complete(Out);
            else if (IsAvailable(Out)) Sleep();
        }

        private void PushNext()
        {
            var read = _boundary._read;
            ref var slot = ref _boundary.Slot(read);
            var element = slot;
            if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) slot = default!;
            Volatile.Write(ref _boundary._read, read + 1);
            if (_boundary.Count <= _boundary._wakeAt) _boundary.WakeSender();

            Push(Out, element);
            if (_boundary._ended && _boundary._failure is null && _boundary.Count == 0) Complete(Out);
        }

        private void Sleep()
        {
            Volatile.Write(ref _boundary._receiverSleeps, 1);
            Interlocked.MemoryBarrier();
            if ((_boundary.Count > 0 || _boundary._ended) && Interlocked.Exchange(ref _boundary._receiverSleeps, 0) == 1) Deliver();
        }

        private sealed class WakeUp(ReceiverLogic receiver) : IslandEvent(receiver)
        {
            public override void Handle()
            {
                if (!receiver.IsClosed(receiver.Out)) receiver.Deliver();
            }
        }
    }
}
