using Akka.Event;
using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>Its materialized task completes as the stream does at this place; a cancellation completes it.</summary>
internal sealed class WatchTermination<T> : GraphStageWithMaterializedValue<FlowShape<T, T>, Task<Done>>
{
    private readonly Inlet<T> _in = new("terminationWatcher.in");
    private readonly Outlet<T> _out = new("terminationWatcher.out");

    public WatchTermination() => Shape = new FlowShape<T, T>(_in, _out);

    public override FlowShape<T, T> Shape { get; }

    protected override Attributes InitialAttributes => Names.Of("terminationWatcher");

    public override ILogicAndMaterializedValue<Task<Done>> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var logic = new Logic(this);
        return new LogicAndMaterializedValue<Task<Done>>(logic, logic.Finished);
    }

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private readonly WatchTermination<T> _stage;
        private readonly TaskCompletionSource<Done> _finished = Promise.Create<Done>();

        public Logic(WatchTermination<T> stage)
            : base(1, 1)
        {
            _stage = stage;
            SetHandler(stage._in, stage._out, this);
        }

        public Task<Done> Finished => _finished.Task;

        public override void OnPush() => Push(_stage._out, Grab(_stage._in));

        public override void OnPull() => Pull(_stage._in);

        public override void OnUpstreamFinish()
        {
            _finished.TrySetResult(Done.Instance);
            CompleteStage();
        }

        public override void OnUpstreamFailure(Exception e)
        {
            _finished.TrySetException(e);
            FailStage(e);
        }

        public override void OnDownstreamFinish(Exception cause)
        {
            _finished.TrySetResult(Done.Instance);
            base.OnDownstreamFinish(cause);
        }

        public override void PostStop()
        {
            if (!_finished.Task.IsCompleted) _finished.TrySetException(new AbruptStageTerminationException(this));
        }
    }
}

/// <summary>Logs what passes, at the levels that attributes say.</summary>
internal sealed class Log<T>(string name, Func<T, object>? extract, ILoggingAdapter? log) : FlowStage<T, T>("log")
{
    private static readonly Attributes.LogLevels Default = new(LogLevel.DebugLevel, LogLevel.DebugLevel, LogLevel.ErrorLevel);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, inheritedAttributes, name, extract, log);

    private sealed class Logic(Log<T> stage, Attributes attributes, string name, Func<T, object>? extract, ILoggingAdapter? log)
        : SupervisedFlowLogic<T, T>(stage, attributes)
    {
        private readonly Attributes.LogLevels _levels = attributes.GetAttribute(Default);

        private ILoggingAdapter Target => log ?? Log;

        public override void OnPush()
        {
            try
            {
                var element = Grab(In);
                if (IsOn(_levels.OnElement)) Target.Log(_levels.OnElement, null, "[{0}] Element: {1}", [name, extract is null ? element! : extract(element)]);
                Push(Out, element);
            }
            catch (Exception e)
            {
                Supervise(e);
            }
        }

        public override void OnUpstreamFinish()
        {
            if (IsOn(_levels.OnFinish)) Target.Log(_levels.OnFinish, null, "[{0}] Upstream finished.", [name]);
            CompleteStage();
        }

        public override void OnUpstreamFailure(Exception e)
        {
            if (IsOn(_levels.OnFailure)) Target.Log(_levels.OnFailure, e, "[{0}] Upstream failed.", [name]);
            FailStage(e);
        }

        public override void OnDownstreamFinish(Exception cause)
        {
            if (IsOn(_levels.OnFinish)) Target.Log(_levels.OnFinish, null, "[{0}] Downstream finished.", [name]);
            base.OnDownstreamFinish(cause);
        }

        private bool IsOn(LogLevel level) => level != Attributes.LogLevels.Off && Target.IsEnabled(level);
    }
}
