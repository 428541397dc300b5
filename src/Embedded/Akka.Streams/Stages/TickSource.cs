using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>The same element at each tick. A tick without demand is dropped. The materialized value ends the stream.</summary>
internal sealed class TickSource<T>(TimeSpan initialDelay, TimeSpan interval, T tick) : SourceStage<T, Akka.Actor.ICancelable>("tickSource")
{
    internal override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        var logic = new Logic(this, initialDelay, interval, tick);
        materialized = logic.Cancelable;
        return logic;
    }

    private sealed class Logic : TimerGraphStageLogic, IOutHandler
    {
        private readonly Outlet<T> _out;
        private readonly TimeSpan _initialDelay;
        private readonly TimeSpan _interval;
        private readonly T _tick;

        public Logic(TickSource<T> stage, TimeSpan initialDelay, TimeSpan interval, T tick)
            : base(stage.Shape)
        {
            _out = stage.Out;
            _initialDelay = initialDelay;
            _interval = interval;
            _tick = tick;
            Cancelable = new StreamCancelable(GetAsyncCallback(CompleteStage));
            SetHandler(_out, this);
        }

        public StreamCancelable Cancelable { get; }

        public override void PreStart() => ScheduleRepeatedly("TickTimer", _initialDelay, _interval);

        public void OnPull()
        {
        }

        public void OnDownstreamFinish(Exception cause) => InternalOnDownstreamFinish(cause);

        protected internal override void OnTimer(object timerKey)
        {
            if (IsAvailable(_out)) Push(_out, _tick);
        }
    }
}

/// <summary>Ends a stream when it is cancelled.</summary>
internal sealed class StreamCancelable(Action cancel) : Akka.Actor.ICancelable
{
    private readonly CancellationTokenSource _source = new();
    private int _cancelled;

    public bool IsCancellationRequested => _cancelled == 1;

    public CancellationToken Token => _source.Token;

    public void Cancel()
    {
        if (Interlocked.Exchange(ref _cancelled, 1) == 1) return;
        cancel();
        _source.Cancel();
    }

    public void Cancel(bool throwOnFirstException) => Cancel();

    public void CancelAfter(TimeSpan delay)
    {
        _source.Token.Register(Cancel);
        _source.CancelAfter(delay);
    }

    public void CancelAfter(int millisecondsDelay) => CancelAfter(TimeSpan.FromMilliseconds(millisecondsDelay));
}
