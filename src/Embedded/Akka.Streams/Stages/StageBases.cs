using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>A stage with one outlet.</summary>
internal abstract class SourceStage<T, TMat> : GraphStageWithMaterializedValue<SourceShape<T>, TMat>
{
    private readonly string _name;

    protected SourceStage(string name)
    {
        _name = name;
        Out = new Outlet<T>(name + ".out");
        Shape = new SourceShape<T>(Out);
    }

    public Outlet<T> Out { get; }

    public override SourceShape<T> Shape { get; }

    protected override Attributes InitialAttributes => Attributes.CreateName(_name);

    public sealed override ILogicAndMaterializedValue<TMat> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var logic = CreateLogic(inheritedAttributes, out var materialized);
        return new LogicAndMaterializedValue<TMat>(logic, (TMat)materialized!);
    }

    internal abstract override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized);
}

/// <summary>A stage with one outlet and nothing to say when it is materialized.</summary>
internal abstract class SourceStage<T>(string name) : SourceStage<T, NotUsed>(name)
{
    internal sealed override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        materialized = NotUsed.Instance;
        return CreateLogic(attributes);
    }

    protected abstract GraphStageLogic CreateLogic(Attributes attributes);
}

/// <summary>A stage with one inlet.</summary>
internal abstract class SinkStage<T, TMat> : GraphStageWithMaterializedValue<SinkShape<T>, TMat>
{
    private readonly string _name;

    protected SinkStage(string name)
    {
        _name = name;
        In = new Inlet<T>(name + ".in");
        Shape = new SinkShape<T>(In);
    }

    public Inlet<T> In { get; }

    public override SinkShape<T> Shape { get; }

    protected override Attributes InitialAttributes => Attributes.CreateName(_name);

    public sealed override ILogicAndMaterializedValue<TMat> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var logic = CreateLogic(inheritedAttributes, out var materialized);
        return new LogicAndMaterializedValue<TMat>(logic, (TMat)materialized!);
    }

    internal abstract override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized);
}

/// <summary>A stage with one inlet and nothing to say when it is materialized.</summary>
internal abstract class SinkStage<T>(string name) : SinkStage<T, NotUsed>(name)
{
    internal sealed override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        materialized = NotUsed.Instance;
        return CreateLogic(attributes);
    }

    protected abstract GraphStageLogic CreateLogic(Attributes attributes);
}

/// <summary>A stage with one inlet and one outlet.</summary>
internal abstract class FlowStage<TIn, TOut> : GraphStage<FlowShape<TIn, TOut>>
{
    private readonly Attributes _attributes;

    protected FlowStage(string name)
    {
        _attributes = Names.Of(name);
        In = new Inlet<TIn>("in");
        Out = new Outlet<TOut>("out");
        Shape = new FlowShape<TIn, TOut>(In, Out);
    }

    public Inlet<TIn> In { get; }

    public Outlet<TOut> Out { get; }

    public override FlowShape<TIn, TOut> Shape { get; }

    protected override Attributes InitialAttributes => _attributes;
}

/// <summary>The usual logic of a stage with one inlet and one outlet: demand passes up, nothing else happens by itself.</summary>
internal abstract class FlowLogic<TIn, TOut> : InAndOutGraphStageLogic
{
    protected FlowLogic(FlowStage<TIn, TOut> stage)
        : base(1, 1)
    {
        In = stage.In;
        Out = stage.Out;
        SetHandler(In, Out, this);
    }

    protected Inlet<TIn> In { get; }

    protected Outlet<TOut> Out { get; }

    public override void OnPull() => Pull(In);
}

/// <summary>A logic that asks the stream's decider what to do when a user function throws.</summary>
internal abstract class SupervisedFlowLogic<TIn, TOut> : FlowLogic<TIn, TOut>
{
    private readonly Attributes _attributes;

    protected SupervisedFlowLogic(FlowStage<TIn, TOut> stage, Attributes attributes)
        : base(stage) => _attributes = attributes;

    /// <summary>Fails the stage, or drops the element; in that case the next element is asked for.</summary>
    protected void Supervise(Exception cause)
    {
        switch (_attributes.GetDecider()(cause))
        {
            case Supervision.Directive.Resume:
                OnResume();
                break;
            case Supervision.Directive.Restart:
                OnRestart();
                break;
            default:
                FailStage(cause);
                break;
        }
    }

    protected virtual void OnResume() => TryPullOrComplete();

    /// <summary>As resume, with the accumulated state cleared.</summary>
    protected virtual void OnRestart() => OnResume();

    private void TryPullOrComplete()
    {
        if (!HasBeenPulled(In)) TryPull(In);
    }
}

internal static class Names
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Attributes> All = [];

    public static Attributes Of(string name) => All.GetOrAdd(name, static n => Attributes.CreateName(n));
}
