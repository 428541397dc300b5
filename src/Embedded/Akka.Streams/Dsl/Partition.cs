using Akka.Streams.Stage;

namespace Akka.Streams.Dsl;

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
