using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>What a graph's materialized value is told to, before the graph starts.</summary>
internal interface IMaterializedValueTarget
{
    void Set(object? value);
}

/// <summary>One element: the materialized value of the graph that contains it.</summary>
internal sealed class MaterializedValueSource<T>() : SourceStage<T, object>("matValueSource")
{
    internal override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        var logic = new Logic(this);
        materialized = logic;
        return logic;
    }

    private sealed class Logic : OutGraphStageLogic, IMaterializedValueTarget
    {
        private readonly Outlet<T> _out;
        private object? _value;

        public Logic(MaterializedValueSource<T> stage)
            : base(0, 1)
        {
            _out = stage.Out;
            SetHandler(_out, this);
        }

        public void Set(object? value) => _value = value;

        public override void OnPull()
        {
            Push(_out, (T)_value!);
            CompleteStage();
        }
    }
}
