using System.Collections.Immutable;
using Akka.Streams.Stage;

namespace Akka.Streams.Dsl;

/// <summary>All elements of the first inlet, then all of the next, and so on.</summary>
public class Concat<TIn, TOut> : GraphStage<UniformFanInShape<TIn, TOut>>
    where TIn : TOut
{
    public Concat(int inputPorts = 2)
    {
        if (inputPorts <= 1) throw new ArgumentException("A Concat must have more than 1 input port");
        Shape = new UniformFanInShape<TIn, TOut>(inputPorts, "Concat");
    }

    public Outlet<TOut> Out => Shape.Out;

    public override UniformFanInShape<TIn, TOut> Shape { get; }

    public Inlet<TIn> In(int id) => Shape.In(id);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Outlet<TOut> _out;
        private readonly ImmutableArray<Inlet<TIn>> _inlets;
        private int _current;

        public Logic(Concat<TIn, TOut> stage)
            : base(stage.Shape)
        {
            _out = stage.Out;
            _inlets = [.. stage.Shape.Ins];
            for (var i = 0; i < _inlets.Length; i++) SetHandler(_inlets[i], new Input(this, i));
            SetHandler(_out, this);
        }

        public override void OnPull() => Pull(_inlets[_current]);

        private void SkipEnded()
        {
            do
            {
                _current++;
            }
            while (_current < _inlets.Length && IsClosed(_inlets[_current]));

            if (_current == _inlets.Length) CompleteStage();
            else if (IsAvailable(_out)) Pull(_inlets[_current]);
        }

        private sealed class Input(Logic logic, int index) : InHandler
        {
            public override void OnPush() => logic.Push(logic._out, logic.Grab(logic._inlets[index]));

            public override void OnUpstreamFinish()
            {
                if (index == logic._current) logic.SkipEnded();
            }
        }
    }
}

public static class Concat
{
    public static IGraph<UniformFanInShape<T, T>, NotUsed> Create<T>(int inputPorts = 2) => new Concat<T, T>(inputPorts);
}
