using System.Collections.Immutable;
using Akka.Streams.Stage;

namespace Akka.Streams.Dsl;

/// <summary>All elements of all inlets, as they come. Ends when all have ended, or eagerly with the first.</summary>
public class Merge<TIn, TOut> : GraphStage<UniformFanInShape<TIn, TOut>>
    where TIn : TOut
{
    private readonly bool _eagerComplete;

    public Merge(int inputPorts, bool eagerComplete = false)
    {
        if (inputPorts < 1) throw new ArgumentException("Merge must have one or more input ports");
        _eagerComplete = eagerComplete;
        Shape = new UniformFanInShape<TIn, TOut>(inputPorts, "Merge");
    }

    public Outlet<TOut> Out => Shape.Out;

    public override UniformFanInShape<TIn, TOut> Shape { get; }

    public Inlet<TIn> In(int id) => Shape.In(id);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Outlet<TOut> _out;
        private readonly ImmutableArray<Inlet<TIn>> _inlets;
        private Queue<Inlet<TIn>> _ready = new();
        private int _open;

        public Logic(Merge<TIn, TOut> stage)
            : base(stage.Shape)
        {
            _out = stage.Out;
            _inlets = [.. stage.Shape.Ins];
            _open = _inlets.Length;
            foreach (var inlet in _inlets) SetHandler(inlet, new Input(this, inlet, stage._eagerComplete));
            SetHandler(_out, this);
        }

        public override void PreStart()
        {
            foreach (var inlet in _inlets) TryPull(inlet);
        }

        public override void OnPull()
        {
            // The inlet may have completed since: what it had is still there to grab.
            if (!_ready.TryDequeue(out var inlet)) return;
            PassOn(inlet);
            if (_ready.Count == 0 && _open == 0) CompleteStage();
        }

        private void PassOn(Inlet<TIn> inlet)
        {
            Push(_out, Grab(inlet));
            TryPull(inlet);
        }

        private sealed class Input(Logic logic, Inlet<TIn> inlet, bool eager) : InHandler
        {
            public override void OnPush()
            {
                if (logic.IsAvailable(logic._out)) logic.PassOn(inlet);
                else logic._ready.Enqueue(inlet);
            }

            public override void OnUpstreamFinish()
            {
                logic._open--;
                if (eager) logic.CancelOthers();
                if (logic._ready.Count == 0 && logic._open == 0) logic.CompleteStage();
            }
        }

        private void CancelOthers()
        {
            foreach (var inlet in _inlets) Cancel(inlet);
            _open = 0;
            _ready = new Queue<Inlet<TIn>>(_ready.Where(inlet => IsAvailable(inlet)));
        }
    }
}

public sealed class Merge<T> : Merge<T, T>
{
    public Merge(int inputPorts, bool eagerComplete = false)
        : base(inputPorts, eagerComplete)
    {
    }
}
