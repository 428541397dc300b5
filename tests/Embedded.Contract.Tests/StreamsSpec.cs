using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Stage;
using Akka.Streams.TestKit;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>A materializer, and probes around whatever is tested.</summary>
public abstract class StreamsSpec : TestKit
{
    protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    protected StreamsSpec(string? config = null)
        : base($"{config}\nakka.loglevel = OFF\nakka.log-dead-letters = off\nakka.stdout-loglevel = OFF") => Materializer = Sys.Materializer();

    protected ActorMaterializer Materializer { get; }

    protected (TestPublisher.Probe<TIn> Up, TestSubscriber.Probe<TOut> Down) Probes<TIn, TOut, TMat>(IGraph<FlowShape<TIn, TOut>, TMat> flow) =>
        this.SourceProbe<TIn>().Via(flow).ToMaterialized(this.SinkProbe<TOut>(), Keep.Both).Run(Materializer);
}

/// <summary>A failure that a test makes.</summary>
public sealed class Broken() : Exception("broken");

/// <summary>A flow whose logic the test writes: it gets the logic while it is constructed.</summary>
internal sealed class Scripted<TIn, TOut>(Action<ScriptedLogic<TIn, TOut>> script) : GraphStage<FlowShape<TIn, TOut>>
{
    public override FlowShape<TIn, TOut> Shape { get; } = new(new Inlet<TIn>("scripted.in"), new Outlet<TOut>("scripted.out"));

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new ScriptedLogic<TIn, TOut>(Shape, script);
}

/// <summary>Everything a logic may do, in public. By default it passes elements and ends on.</summary>
internal sealed class ScriptedLogic<TIn, TOut> : TimerGraphStageLogic
{
    public ScriptedLogic(FlowShape<TIn, TOut> shape, Action<ScriptedLogic<TIn, TOut>> script)
        : base(shape)
    {
        In = shape.Inlet;
        Out = shape.Outlet;
        Pushed = () => Push((TOut)(object)Grab()!);
        Pulled = Pull;
        Finished = CompleteStage;
        Failed = FailStage;
        Cancelled = InternalOnDownstreamFinish;
        SetHandler(In, () => Pushed(), () => Finished(), cause => Failed(cause));
        SetHandler(Out, () => Pulled(), cause => Cancelled(cause));
        script(this);
    }

    public Inlet<TIn> In { get; }

    public Outlet<TOut> Out { get; }

    public Action Pushed { get; set; }

    public Action Pulled { get; set; }

    public Action Finished { get; set; }

    public Action<Exception> Failed { get; set; }

    public Action<Exception> Cancelled { get; set; }

    public Action Started { get; set; } = () => { };

    public Action Stopped { get; set; } = () => { };

    public Action<object> Fired { get; set; } = _ => { };

    public bool InHasBeenPulled => HasBeenPulled(In);

    public bool InIsAvailable => IsAvailable(In);

    public bool InIsClosed => IsClosed(In);

    public bool OutIsAvailable => IsAvailable(Out);

    public bool OutIsClosed => IsClosed(Out);

    public override void PreStart() => Started();

    public override void PostStop() => Stopped();

    public void Pull() => Pull(In);

    public void TryPull() => TryPull(In);

    public TIn Grab() => Grab(In);

    public void Push(TOut element) => Push(Out, element);

    public void Cancel(Exception? cause = null)
    {
        if (cause is null) Cancel(In);
        else Cancel(In, cause);
    }

    public void Complete() => Complete(Out);

    public void Fail(Exception cause) => Fail(Out, cause);

    public void KeepGoing(bool enabled) => SetKeepGoing(enabled);

    public void Emit(TOut element, Action? andThen = null) => Emit(Out, element, andThen ?? DoNothing);

    public void EmitMany(IEnumerable<TOut> elements, Action? andThen = null) => EmitMultiple(Out, elements, andThen ?? DoNothing);

    public void Read(Action<TIn> andThen, Action onClose) => Read(In, andThen, onClose);

    public void ReadMany(int n, Action<IEnumerable<TIn>> andThen, Action<IEnumerable<TIn>> onComplete) => ReadMany(In, n, andThen, onComplete);

    public Action<T> Callback<T>(Action<T> handler) => GetAsyncCallback(handler);

    public StageActor Actor(StageActorRef.Receive receive) => GetStageActor(receive);

    public void Once(object key, TimeSpan delay) => ScheduleOnce(key, delay);

    public void Repeatedly(object key, TimeSpan interval) => ScheduleRepeatedly(key, interval);

    public void Forget(object key) => CancelTimer(key);

    public bool IsActive(object key) => IsTimerActive(key);

    protected override void OnTimer(object timerKey) => Fired(timerKey);
}
