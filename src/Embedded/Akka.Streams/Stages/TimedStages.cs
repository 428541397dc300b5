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
