using Akka.Streams.Dsl.Internal;
using Akka.Streams.Implementation;
using Akka.Streams.Implementation.Layout;

namespace Akka.Streams.Stage;

public interface IGraphStageWithMaterializedValue<out TShape, out TMaterialized> : IGraph<TShape, TMaterialized>
    where TShape : Shape
{
    ILogicAndMaterializedValue<TMaterialized> CreateLogicAndMaterializedValue(Attributes attributes);
}

public interface ILogicAndMaterializedValue<out TMaterialized>
{
    GraphStageLogic Logic { get; }

    TMaterialized MaterializedValue { get; }
}

public struct LogicAndMaterializedValue<TMaterialized>(GraphStageLogic logic, TMaterialized materializedValue)
    : ILogicAndMaterializedValue<TMaterialized>
{
    public GraphStageLogic Logic { get; } = logic;

    public TMaterialized MaterializedValue { get; } = materializedValue;
}

/// <summary>A stage is a recipe: it makes a new <see cref="GraphStageLogic"/> for each materialization and holds no state itself.</summary>
public abstract class GraphStageWithMaterializedValue<TShape, TMaterialized> : IGraphStageWithMaterializedValue<TShape, TMaterialized>, IStage
    where TShape : Shape
{
    protected GraphStageWithMaterializedValue()
    {
    }

    public abstract TShape Shape { get; }

    /// <summary>Not kept: a stage outlives the blueprint that it was wired into.</summary>
    public IModule Module => new StageModule(this, Shape, InitialAttributes);

    protected virtual Attributes InitialAttributes => Attributes.None;

    public abstract ILogicAndMaterializedValue<TMaterialized> CreateLogicAndMaterializedValue(Attributes inheritedAttributes);

    internal virtual GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        var both = CreateLogicAndMaterializedValue(attributes);
        materialized = both.MaterializedValue;
        return both.Logic;
    }

    GraphStageLogic IStage.CreateLogic(Attributes attributes, out object? materialized) => CreateLogic(attributes, out materialized);

    public IGraph<TShape, TMaterialized> WithAttributes(Attributes attributes) =>
        new GraphImpl<TShape, TMaterialized>(Shape, Module.WithAttributes(attributes));

    public IGraph<TShape, TMaterialized> AddAttributes(Attributes attributes) => WithAttributes(InitialAttributes.And(attributes));

    public IGraph<TShape, TMaterialized> Named(string name) => AddAttributes(Attributes.CreateName(name));

    public IGraph<TShape, TMaterialized> Async() => AddAttributes(Attributes.CreateAsyncBoundary());
}

public abstract class GraphStage<TShape> : GraphStageWithMaterializedValue<TShape, NotUsed>
    where TShape : Shape
{
    protected GraphStage()
    {
    }

    protected abstract GraphStageLogic CreateLogic(Attributes inheritedAttributes);

    public sealed override ILogicAndMaterializedValue<NotUsed> CreateLogicAndMaterializedValue(Attributes inheritedAttributes) =>
        new LogicAndMaterializedValue<NotUsed>(CreateLogic(inheritedAttributes), NotUsed.Instance);

    internal sealed override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        materialized = NotUsed.Instance;
        return CreateLogic(attributes);
    }
}
