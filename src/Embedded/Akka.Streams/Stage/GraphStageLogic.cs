using Akka.Event;
using Akka.Streams.Implementation.Fusing;

namespace Akka.Streams.Stage;

/// <summary>
/// The state and the handlers of one running stage. All of its methods run on one thread at a time; only what
/// <see cref="GetAsyncCallback{T}"/> returned may be called from anywhere.
/// </summary>
public abstract partial class GraphStageLogic : IStageLogging
{
    /// <summary><see cref="OpenPorts"/> of a stage whose PostStop has run.</summary>
    internal const int Stopped = int.MinValue / 2;

    private const int KeepGoing = 1 << 24;

    public static readonly Action DoNothing = () => { };
    public static readonly InHandler EagerTerminateInput = Stage.EagerTerminateInput.Instance;
    public static readonly InHandler IgnoreTerminateInput = Stage.IgnoreTerminateInput.Instance;
    public static readonly InHandler TotallyIgnorantInput = Stage.TotallyIgnorantInput.Instance;
    public static readonly OutHandler EagerTerminateOutput = Stage.EagerTerminateOutput.Instance;
    public static readonly OutHandler IgnoreTerminateOutput = Stage.IgnoreTerminateOutput.Instance;

    public readonly int InCount;
    public readonly int OutCount;

    /// <summary>How many ports are open; the stage stops at 0. <see cref="SetKeepGoing"/> adds a port that nothing closes.</summary>
    internal int OpenPorts;

    /// <summary>The position among the stages of the island.</summary>
    internal int Position;

    private readonly Connection[] _ports;
    private object?[]? _handlers;
    private ILoggingAdapter? _log;
    private StageActor? _stageActor;

    protected GraphStageLogic(int inCount, int outCount)
    {
        InCount = inCount;
        OutCount = outCount;
        OpenPorts = inCount + outCount;
        _ports = new Connection[inCount + outCount];
        _handlers = new object?[inCount + outCount];
        Interpreter = GraphInterpreter.Building!;
    }

    protected GraphStageLogic(Shape shape)
        : this(shape.Inlets.Length, shape.Outlets.Length)
    {
    }

    internal GraphInterpreter Interpreter { get; set; }

    internal Attributes Attributes { get; set; } = Attributes.None;

    internal bool IsStopped => OpenPorts < 0;

    public ILoggingAdapter Log => _log ??= Interpreter.Materializer.MakeLogger(LogSource);

    /// <summary>Whether the stage starts with <see cref="SetKeepGoing"/> on.</summary>
    public virtual bool KeepGoingAfterAllPortsClosed => false;

    protected virtual object LogSource => this;

    protected IMaterializer Materializer =>
        Interpreter?.Materializer ?? throw new InvalidOperationException("Not yet initialized: only SetHandler is allowed in a GraphStageLogic constructor");

    protected IMaterializer SubFusingMaterializer => Materializer;

    /// <summary>Runs before the first event.</summary>
    public virtual void PreStart()
    {
    }

    /// <summary>Runs once, after the last event, whatever ended the stage.</summary>
    public virtual void PostStop()
    {
    }

    protected internal virtual void BeforePreStart()
    {
    }

    protected internal virtual void AfterPostStop()
    {
        if (_stageActor is null) return;
        _stageActor.Stop();
        _stageActor = null;
    }

    internal void Start()
    {
        if (KeepGoingAfterAllPortsClosed) SetKeepGoing(true);
        BeforePreStart();
        PreStart();
    }

    internal void End()
    {
        try
        {
            PostStop();
        }
        finally
        {
            AfterPostStop();
        }
    }

    /// <summary>A stage that keeps going stops with CompleteStage or FailStage only, not when its last port closes.</summary>
    protected void SetKeepGoing(bool enabled)
    {
        if (IsStopped) return;
        OpenPorts = enabled ? OpenPorts | KeepGoing : OpenPorts & ~KeepGoing;
    }

    /// <summary>Cancels all inlets and completes all outlets; an outlet that emits completes when it has emitted all.</summary>
    public void CompleteStage()
    {
        for (var i = 0; i < InCount; i++) Interpreter.Cancel(_ports[i], SubscriptionWithCancelException.StageWasCompleted.Instance);
        for (var i = InCount; i < _ports.Length; i++) CompletePort(_ports[i]);
        SetKeepGoing(false);
    }

    /// <summary>Cancels all inlets and fails all outlets.</summary>
    public void FailStage(Exception reason)
    {
        for (var i = 0; i < InCount; i++) Interpreter.Cancel(_ports[i], reason);
        for (var i = InCount; i < _ports.Length; i++) Interpreter.Fail(_ports[i], reason);
        SetKeepGoing(false);
    }

    /// <summary>Ends the stage as its cancellation strategy says: by default a failure of the downstream fails the stage.</summary>
    public void CancelStage(Exception cause) => CancelStage(cause, Attributes.GetAttribute(Attributes.CancellationStrategy.Default).Strategy);

    public void InternalOnDownstreamFinish(Exception cause) => CancelStage(cause);

    private void CancelStage(Exception cause, Attributes.CancellationStrategy.IStrategy strategy)
    {
        switch (strategy)
        {
            case Attributes.CancellationStrategy.CompleteStage:
                CompleteStage();
                break;
            case Attributes.CancellationStrategy.FailStage:
                FailStage(cause);
                break;
            case Attributes.CancellationStrategy.AfterDelay delayed:
                CancelLater(cause, delayed);
                break;
            default:
                if (cause is null or SubscriptionWithCancelException.NonFailureCancellation) CompleteStage();
                else FailStage(cause);
                break;
        }
    }

    private void CancelLater(Exception cause, Attributes.CancellationStrategy.AfterDelay delayed)
    {
        SetKeepGoing(true);
        Materializer.ScheduleOnce(delayed.Delay, GetAsyncCallback(() => CancelStage(cause, delayed.Strategy)));
    }

    public override string ToString() => $"{GetType().DeclaringType?.Name ?? GetType().Name}({Attributes.GetNameOrDefault("")})";
}
