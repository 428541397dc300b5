using Akka.Streams.Implementation.Stages;
using Akka.Streams.Stage;

namespace Akka.Streams.Dsl;

/// <summary>Each element to the next outlet that asks. Ends when all outlets have cancelled.</summary>
public sealed class Balance<T> : GraphStage<UniformFanOutShape<T, T>>
{
    private readonly bool _waitForAllDownstreams;

    public Balance(int outputPorts, bool waitForAllDownstreams = false)
    {
        if (outputPorts < 1) throw new ArgumentException("A Balance must have one or more output ports");
        _waitForAllDownstreams = waitForAllDownstreams;
        Shape = new UniformFanOutShape<T, T>(outputPorts, "Balance");
    }

    public Inlet<T> In => Shape.In;

    public override UniformFanOutShape<T, T> Shape { get; }

    protected override Attributes InitialAttributes => DefaultAttributes.Balance;

    public Outlet<T> Out(int id) => Shape.Out(id);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    public override string ToString() => "Balance";

    private sealed class Logic : InGraphStageLogic
    {
        private readonly Inlet<T> _in;
        private readonly Queue<Outlet<T>> _asking = new();
        private int _open;
        private int _neverAsked;

        public Logic(Balance<T> stage)
            : base(stage.Shape)
        {
            _in = stage.In;
            _open = stage.Shape.Outs.Count;
            _neverAsked = stage._waitForAllDownstreams ? _open : 0;
            SetHandler(_in, this);
            foreach (var outlet in stage.Shape.Outs) SetHandler(outlet, new Output(this, outlet));
        }

        public override void OnPush()
        {
            // There is one: only then the inlet was pulled. It may have cancelled since.
            while (_asking.TryDequeue(out var outlet))
            {
                if (IsClosed(outlet)) continue;
                Push(outlet, Grab(_in));
                break;
            }

            PullIfAsked();
        }

        public override void OnUpstreamFinish()
        {
            if (!IsAvailable(_in)) CompleteStage();
        }

        private void PullIfAsked()
        {
            if (_neverAsked > 0 || _asking.Count == 0 || IsAvailable(_in) || HasBeenPulled(_in)) return;
            if (IsClosed(_in)) CompleteStage();
            else Pull(_in);
        }

        private void Asked(Outlet<T> outlet)
        {
            if (!IsAvailable(_in))
            {
                _asking.Enqueue(outlet);
                PullIfAsked();
                return;
            }

            Push(outlet, Grab(_in));
            if (IsClosed(_in)) CompleteStage();
        }

        private sealed class Output(Logic logic, Outlet<T> outlet) : OutHandler
        {
            private bool _asked;

            public override void OnPull()
            {
                MarkAsked();
                logic.Asked(outlet);
            }

            public override void OnDownstreamFinish(Exception cause)
            {
                MarkAsked();
                logic._open--;
                if (logic._open == 0) logic.CancelStage(cause);
                else logic.PullIfAsked();
            }

            private void MarkAsked()
            {
                if (!_asked && logic._neverAsked > 0) logic._neverAsked--;
                _asked = true;
            }
        }
    }
}
