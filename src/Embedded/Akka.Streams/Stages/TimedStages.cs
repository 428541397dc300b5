using Akka.Actor;
using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>A flow logic with timers.</summary>
internal abstract class TimedFlowLogic<T> : TimerGraphStageLogic, IInHandler, IOutHandler
{
    protected TimedFlowLogic(FlowStage<T, T> stage)
        : base(stage.Shape)
    {
        In = stage.In;
        Out = stage.Out;
        SetHandler(In, this);
        SetHandler(Out, this);
    }

    protected Inlet<T> In { get; }

    protected Outlet<T> Out { get; }

    /// <summary>The clock that timers go by: with a scheduler that a test turns, that is its calendar, which nobody else sets.</summary>
    protected TimeSpan Now => Interpreter.Materializer.System.Scheduler is HashedWheelTimerScheduler wheel
        ? wheel.MonotonicClock
        : new TimeSpan(Interpreter.Materializer.System.Scheduler.Now.UtcTicks);

    public abstract void OnPush();

    public virtual void OnUpstreamFinish() => CompleteStage();

    public virtual void OnUpstreamFailure(Exception e) => FailStage(e);

    public virtual void OnPull() => Pull(In);

    public virtual void OnDownstreamFinish(Exception cause) => InternalOnDownstreamFinish(cause);
}

/// <summary>A token bucket: each element costs, tokens come at a rate. An element that costs too much waits, or fails the stream.</summary>
internal sealed class Throttle<T>(int cost, TimeSpan per, int maximumBurst, Func<T, int> calculateCost, ThrottleMode mode) : FlowStage<T, T>("throttle")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, cost, per, maximumBurst, calculateCost, mode);

    private sealed class Logic(Throttle<T> stage, int cost, TimeSpan per, int maximumBurst, Func<T, int> calculateCost, ThrottleMode mode)
        : TimedFlowLogic<T>(stage)
    {
        private readonly double _ticksPerToken = (double)per.Ticks / cost;
        private readonly double _capacity = maximumBurst < 0 ? Math.Max(1, cost) : maximumBurst;
        private double _tokens;
        private TimeSpan _filledAt;
        private T _waiting = default!;
        private bool _isWaiting;

        public override void PreStart()
        {
            _tokens = _capacity;
            _filledAt = Now;
        }

        public override void OnPush()
        {
            var element = Grab(In);
            var wait = Take(calculateCost(element));
            if (wait <= TimeSpan.Zero)
            {
                Push(Out, element);
            }
            else if (mode == ThrottleMode.Enforcing)
            {
                FailStage(new OverflowException("Maximum throttle throughput exceeded"));
            }
            else
            {
                (_waiting, _isWaiting) = (element, true);
                ScheduleOnce("ThrottleTimer", wait);
            }
        }

        public override void OnUpstreamFinish()
        {
            if (!_isWaiting) CompleteStage();
        }

        protected internal override void OnTimer(object timerKey)
        {
            var element = _waiting;
            (_waiting, _isWaiting) = (default!, false);
            Push(Out, element);
            if (IsClosed(In)) CompleteStage();
        }

        /// <summary>How long until there are tokens enough. They are taken at once, so the balance may be below 0 meanwhile.</summary>
        private TimeSpan Take(int tokens)
        {
            var now = Now;
            _tokens = Math.Min(_capacity, _tokens + (now - _filledAt).Ticks / _ticksPerToken);
            _filledAt = now;
            _tokens -= tokens;
            return _tokens >= -1e-9 ? TimeSpan.Zero : TimeSpan.FromTicks((long)Math.Ceiling(-_tokens * _ticksPerToken));
        }
    }
}

/// <summary>Each element comes out so much later than it came in.</summary>
internal sealed class Delay<T>(TimeSpan delay, DelayOverflowStrategy strategy) : FlowStage<T, T>("delay")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) =>
        new Logic(this, delay, strategy, inheritedAttributes.GetAttribute<Attributes.InputBuffer>()?.Max ?? 16);

    private sealed class Logic(Delay<T> stage, TimeSpan delay, DelayOverflowStrategy strategy, int size) : TimedFlowLogic<T>(stage)
    {
        private const string Timer = "DelayTimer";

        private readonly RingBuffer<(TimeSpan Due, T Element)> _buffer = new(size);

        public override void PreStart() => Pull(In);

        public override void OnPush()
        {
            var element = Grab(In);
            if (_buffer.IsFull && strategy == DelayOverflowStrategy.EmitEarly) EmitEarly();
            if (!_buffer.IsFull || _buffer.MakeRoom((OverflowStrategy)strategy)) _buffer.Enqueue((Now + delay, element));
            Schedule();
            PullIfRoom();
        }

        public override void OnPull()
        {
            PushIfDue();
            PullIfRoom();
        }

        public override void OnUpstreamFinish()
        {
            if (_buffer.IsEmpty) CompleteStage();
        }

        protected internal override void OnTimer(object timerKey)
        {
            PushIfDue();
            PullIfRoom();
        }

        private void EmitEarly()
        {
            if (!IsAvailable(Out)) return;
            CancelTimer(Timer);
            Push(Out, _buffer.Dequeue().Element);
        }

        private void PushIfDue()
        {
            if (!_buffer.IsEmpty && IsAvailable(Out) && _buffer.Peek().Due <= Now) Push(Out, _buffer.Dequeue().Element);
            if (_buffer.IsEmpty && IsClosed(In)) CompleteStage();
            else Schedule();
        }

        private void Schedule()
        {
            if (_buffer.IsEmpty || !IsAvailable(Out) || IsTimerActive(Timer)) return;
            var left = _buffer.Peek().Due - Now;
            ScheduleOnce(Timer, left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }

        private void PullIfRoom()
        {
            var waits = strategy is DelayOverflowStrategy.Backpressure || (strategy is DelayOverflowStrategy.EmitEarly && !IsAvailable(Out));
            if (!IsClosed(In) && !HasBeenPulled(In) && !(_buffer.IsFull && waits)) Pull(In);
        }
    }
}

/// <summary>Ends when the time is over.</summary>
internal sealed class TakeWithin<T>(TimeSpan time) : FlowStage<T, T>("takeWithin")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, time);

    private sealed class Logic(TakeWithin<T> stage, TimeSpan time) : TimedFlowLogic<T>(stage)
    {
        public override void PreStart() => ScheduleOnce("TakeWithinTimer", time);

        public override void OnPush() => Push(Out, Grab(In));

        protected internal override void OnTimer(object timerKey) => CompleteStage();
    }
}

internal enum TimeoutKind
{
    /// <summary>The first element must come within the time.</summary>
    Initial,

    /// <summary>The end must come within the time.</summary>
    Completion,

    /// <summary>No longer than the time between two elements.</summary>
    Idle,
}

/// <summary>Fails where an element, or the end, is late.</summary>
internal sealed class TimeoutStage<T>(TimeoutKind kind, TimeSpan timeout) : FlowStage<T, T>("timeout")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, kind, timeout);

    private sealed class Logic(TimeoutStage<T> stage, TimeoutKind kind, TimeSpan timeout) : TimedFlowLogic<T>(stage)
    {
        private TimeSpan _deadline;
        private bool _any;

        public override void PreStart()
        {
            _deadline = Now + timeout;
            ScheduleOnce("TimeoutTimer", timeout);
        }

        public override void OnPush()
        {
            _any = true;
            if (kind == TimeoutKind.Idle) _deadline = Now + timeout;
            Push(Out, Grab(In));
        }

        protected internal override void OnTimer(object timerKey)
        {
            if (kind == TimeoutKind.Initial && _any) return;
            var left = _deadline - Now;
            if (left > TimeSpan.Zero) ScheduleOnce("TimeoutTimer", left);
            else FailStage(new TimeoutException(Text));
        }

        private string Text => kind switch
        {
            TimeoutKind.Initial => $"The first element has not yet passed through in {timeout}.",
            TimeoutKind.Completion => $"The stream has not been completed in {timeout}.",
            _ => $"No elements passed in the last {timeout}.",
        };
    }
}

/// <summary>Groups of n, or of what came within the time.</summary>
internal sealed class GroupedWithin<T>(int count, TimeSpan time) : FlowStage<T, IEnumerable<T>>("groupedWithin")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, count, time);

    private sealed class Logic : TimerGraphStageLogic, IInHandler, IOutHandler
    {
        private readonly Inlet<T> _in;
        private readonly Outlet<IEnumerable<T>> _out;
        private readonly int _count;
        private readonly TimeSpan _time;
        private List<T> _group = [];
        private bool _due;

        public Logic(GroupedWithin<T> stage, int count, TimeSpan time)
            : base(stage.Shape)
        {
            _in = stage.In;
            _out = stage.Out;
            _count = count;
            _time = time;
            SetHandler(_in, this);
            SetHandler(_out, this);
        }

        public override void PreStart()
        {
            ScheduleRepeatedly("GroupedWithinTimer", _time);
            Pull(_in);
        }

        public void OnPush()
        {
            _group.Add(Grab(_in));
            if (_group.Count >= _count) _due = true;
            Flush();
            if (_group.Count < _count) Pull(_in);
        }

        public void OnPull()
        {
            Flush();
            if (IsClosed(_in)) FlushLast();
            else if (!HasBeenPulled(_in) && _group.Count < _count) Pull(_in);
        }

        public void OnUpstreamFinish()
        {
            if (_group.Count == 0) CompleteStage();
            else if (IsAvailable(_out)) FlushLast();
        }

        public void OnUpstreamFailure(Exception e) => FailStage(e);

        public void OnDownstreamFinish(Exception cause) => InternalOnDownstreamFinish(cause);

        protected internal override void OnTimer(object timerKey)
        {
            _due = _group.Count > 0;
            Flush();
            if (!IsClosed(_in) && !HasBeenPulled(_in) && _group.Count < _count) Pull(_in);
        }

        private void Flush()
        {
            if (!_due || !IsAvailable(_out)) return;
            var group = _group;
            (_group, _due) = ([], false);
            Push(_out, group);
        }

        private void FlushLast()
        {
            if (_group.Count > 0 && IsAvailable(_out)) Push(_out, _group);
            CompleteStage();
        }
    }
}
