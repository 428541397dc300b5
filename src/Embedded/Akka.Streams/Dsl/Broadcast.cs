using System.Collections.Immutable;
using Akka.Streams.Implementation.Stages;
using Akka.Streams.Stage;

namespace Akka.Streams.Dsl;

/// <summary>Each element to every outlet, as soon as all ask. Ends when all outlets have cancelled, or eagerly with the first.</summary>
public sealed class Broadcast<T> : GraphStage<UniformFanOutShape<T, T>>
{
    public readonly Inlet<T> In;

    private readonly bool _eagerCancel;

    public Broadcast(int outputPorts, bool eagerCancel = false)
    {
        if (outputPorts < 1) throw new ArgumentException("A Broadcast must have one or more output ports");
        _eagerCancel = eagerCancel;
        Shape = new UniformFanOutShape<T, T>(outputPorts, "Broadcast");
        In = Shape.In;
    }

    public override UniformFanOutShape<T, T> Shape { get; }

    protected override Attributes InitialAttributes => DefaultAttributes.Broadcast;

    public Outlet<T> Out(int id) => Shape.Out(id);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    public override string ToString() => "Broadcast";

    private sealed class Logic : InGraphStageLogic
    {
        private readonly Inlet<T> _in;
        private readonly ImmutableArray<Outlet<T>> _outlets;
        private int _open;
        private int _asking;

        public Logic(Broadcast<T> stage)
            : base(stage.Shape)
        {
            _in = stage.In;
            _outlets = [.. stage.Shape.Outs];
            _open = _outlets.Length;
            SetHandler(_in, this);
            foreach (var outlet in _outlets) SetHandler(outlet, new Output(this, outlet, stage._eagerCancel));
        }

        public override void OnPush()
        {
            _asking = 0;
            var element = Grab(_in);
            foreach (var outlet in _outlets)
                if (!IsClosed(outlet)) Push(outlet, element);
        }

        private void PullIfAllAsk()
        {
            if (_asking == _open && !HasBeenPulled(_in)) TryPull(_in);
        }

        private sealed class Output(Logic logic, Outlet<T> outlet, bool eager) : OutHandler
        {
            public override void OnPull()
            {
                logic._asking++;
                logic.PullIfAllAsk();
            }

            public override void OnDownstreamFinish(Exception cause)
            {
                logic._open--;
                if (eager || logic._open == 0)
                {
                    logic.CancelStage(cause);
                    return;
                }

                // It had asked exactly if it was demanded when it closed and nothing was pushed since.
                logic._asking = logic._outlets.Count(o => logic.IsAvailable(o));
                logic.PullIfAllAsk();
            }

            public override string ToString() => $"Broadcast({outlet})";
        }
    }
}
