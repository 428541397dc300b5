using Akka.Streams.Implementation.Stages;
using Akka.Streams.Stage;

namespace Akka.Streams.Dsl;

/// <summary>Waits for one element of each inlet and combines them. Ends when an inlet has ended and its last element is used.</summary>
public class ZipWith<T0, T1, TOut> : GraphStage<FanInShape<T0, T1, TOut>>
{
    public ZipWith(Func<T0, T1, TOut> zipper)
    {
        Zipper = zipper;
        Shape = new FanInShape<T0, T1, TOut>("ZipWith");
    }

    public Func<T0, T1, TOut> Zipper { get; }

    public Inlet<T0> In0 => Shape.In0;

    public Inlet<T1> In1 => Shape.In1;

    public Outlet<TOut> Out => Shape.Out;

    public sealed override FanInShape<T0, T1, TOut> Shape { get; }

    protected sealed override Attributes InitialAttributes => DefaultAttributes.ZipWith;

    protected sealed override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    public sealed override string ToString() => "ZipWith";

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly ZipWith<T0, T1, TOut> _stage;
        private int _missing;

        public Logic(ZipWith<T0, T1, TOut> stage)
            : base(stage.Shape)
        {
            _stage = stage;
            SetHandler(stage.In0, new Input<T0>(this, stage.In0));
            SetHandler(stage.In1, new Input<T1>(this, stage.In1));
            SetHandler(stage.Out, this);
        }

        public override void PreStart()
        {
            _missing = 2;
            Pull(_stage.In0);
            Pull(_stage.In1);
        }

        public override void OnPull()
        {
            if (_missing == 0) Zip();
        }

        private void Zip()
        {
            Push(_stage.Out, _stage.Zipper(Grab(_stage.In0), Grab(_stage.In1)));
            _missing = 2;
            if (IsClosed(_stage.In0) || IsClosed(_stage.In1))
            {
                CompleteStage();
                return;
            }

            Pull(_stage.In0);
            Pull(_stage.In1);
        }

        private sealed class Input<T>(Logic logic, Inlet<T> inlet) : InHandler
        {
            public override void OnPush()
            {
                if (--logic._missing == 0 && logic.IsAvailable(logic._stage.Out)) logic.Zip();
            }

            public override void OnUpstreamFinish()
            {
                if (!logic.IsAvailable(inlet)) logic.CompleteStage();
            }
        }
    }
}

/// <summary>Pairs.</summary>
public sealed class Zip<T1, T2> : ZipWith<T1, T2, (T1, T2)>
{
    public Zip()
        : base((left, right) => (left, right))
    {
    }
}
