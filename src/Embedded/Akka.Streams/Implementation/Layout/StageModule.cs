using Akka.Streams.Implementation.Fusing;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.Layout;

/// <summary>A stage whose types are not needed to materialize it.</summary>
internal interface IStage
{
    GraphStageLogic CreateLogic(Attributes attributes, out object? materialized);
}

/// <summary>One stage: the leaf of a blueprint.</summary>
internal sealed class StageModule : GraphModule
{
    private readonly IStage _stage;
    private readonly Shape _shape;

    public StageModule(IStage stage, Shape shape, Attributes attributes)
        : base(shape.Inlets.Length, shape.Outlets.Length, attributes)
    {
        _stage = stage;
        _shape = shape;
        for (var i = 0; i < Inlets; i++) shape.Inlets[i].Id = i;
        for (var i = 0; i < Outlets; i++) shape.Outlets[i].Id = i;
    }

    protected override object? Build(MaterializationSession session, Attributes attributes)
    {
        var island = session.Island;
        var outer = GraphInterpreter.Building;
        GraphInterpreter.Building = island;
        GraphStageLogic logic;
        object? materialized;
        try
        {
            logic = _stage.CreateLogic(attributes, out materialized);
        }
        finally
        {
            GraphInterpreter.Building = outer;
        }

        logic.Interpreter = island;
        logic.Attributes = attributes;
        island.Add(logic);
        session.AddPorts(logic, _shape);
        return materialized;
    }
}
