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

/// <summary>Each element to the outlet that the function names. Ends when all outlets have cancelled.</summary>
public sealed class Partition<T> : GraphStage<UniformFanOutShape<T, T>>
{
    public readonly Inlet<T> In;

    private readonly Func<T, int> _partitioner;

    public Partition(int outputPorts, Func<T, int> partitioner)
    {
        _partitioner = partitioner;
        Shape = new UniformFanOutShape<T, T>(outputPorts, "Partition");
        In = Shape.In;
    }

    public override UniformFanOutShape<T, T> Shape { get; }

    public Outlet<T> Out(int id) => Shape.Out(id);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    public override string ToString() => "Partition";

    private sealed class Logic : InGraphStageLogic
    {
        private readonly Partition<T> _stage;
        private T _waiting = default!;
        private int _waitingFor = -1;
        private int _open;

        public Logic(Partition<T> stage)
            : base(stage.Shape)
        {
            _stage = stage;
            _open = stage.Shape.Outs.Count;
            SetHandler(stage.In, this);
            for (var i = 0; i < _open; i++) SetHandler(stage.Out(i), new Output(this, i));
        }

        public override void OnPush()
        {
            var element = Grab(_stage.In);
            var index = _stage._partitioner(element);
            if (index < 0 || index >= _stage.Shape.Outs.Count)
                throw new IndexOutOfRangeException($"partitioner must return an index in the range [0,{_stage.Shape.Outs.Count - 1}]. returned: [{index}] for input [{element}].");

            var outlet = _stage.Out(index);
            if (IsClosed(outlet)) PullIfAsked();
            else if (IsAvailable(outlet))
            {
                Push(outlet, element);
                PullIfAsked();
            }
            else
            {
                (_waiting, _waitingFor) = (element, index);
            }
        }

        public override void OnUpstreamFinish()
        {
            if (_waitingFor < 0) CompleteStage();
        }

        private void PullIfAsked()
        {
            if (_waitingFor >= 0 || HasBeenPulled(_stage.In)) return;
            if (_stage.Shape.Outs.Any(outlet => IsAvailable(outlet))) TryPull(_stage.In);
        }

        private void Done()
        {
            (_waiting, _waitingFor) = (default!, -1);
            if (IsClosed(_stage.In)) CompleteStage();
            else PullIfAsked();
        }

        private sealed class Output(Logic logic, int index) : OutHandler
        {
            public override void OnPull()
            {
                if (logic._waitingFor != index)
                {
                    logic.PullIfAsked();
                    return;
                }

                logic.Push(logic._stage.Out(index), logic._waiting);
                logic.Done();
            }

            public override void OnDownstreamFinish(Exception cause)
            {
                if (--logic._open == 0) logic.CancelStage(cause);
                else if (logic._waitingFor == index) logic.Done();
            }
        }
    }
}
