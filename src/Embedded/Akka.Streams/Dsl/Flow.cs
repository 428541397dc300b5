using Akka.Streams.Implementation;
using Akka.Streams.Implementation.Layout;

namespace Akka.Streams.Dsl;

/// <summary>A graph with one open inlet and one open outlet.</summary>
public sealed partial class Flow<TIn, TOut, TMat> : IFlow<TOut, TMat>, IGraph<FlowShape<TIn, TOut>, TMat>
{
    private FlowShape<TIn, TOut>? _shape;

    internal Flow(IModule module) => Module = module;

    public FlowShape<TIn, TOut> Shape
    {
        get
        {
            if (_shape is null) Interlocked.CompareExchange(ref _shape, new FlowShape<TIn, TOut>(new Inlet<TIn>("flow.in"), new Outlet<TOut>("flow.out")), null);
            return _shape;
        }
    }

    public IModule Module { get; }

    public Flow<TIn, TOut2, TMat> Via<TOut2, TMat2>(IGraph<FlowShape<TOut, TOut2>, TMat2> flow) => new(Module.Then(flow.Module, MatCombine.Left));

    public Flow<TIn, TOut2, TMat3> ViaMaterialized<TOut2, TMat2, TMat3>(
        IGraph<FlowShape<TOut, TOut2>, TMat2> flow, Func<TMat, TMat2, TMat3> combine) => new(Module.Then(flow.Module, MatCombine.By(combine)));

    public Sink<TIn, TMat> To<TMat2>(IGraph<SinkShape<TOut>, TMat2> sink) => new(Module.Then(sink.Module, MatCombine.Left));

    public Sink<TIn, TMat3> ToMaterialized<TMat2, TMat3>(IGraph<SinkShape<TOut>, TMat2> sink, Func<TMat, TMat2, TMat3> combine) =>
        new(Module.Then(sink.Module, MatCombine.By(combine)));

    public Flow<TIn, TOut, TMat2> MapMaterializedValue<TMat2>(Func<TMat, TMat2> mapFunc) => new(Module.Map(mapFunc));

    /// <summary>Both ends wired to the ends of the other flow: a circle.</summary>
    public IRunnableGraph<TMat> Join<TMat2>(IGraph<FlowShape<TOut, TIn>, TMat2> flow) => JoinMaterialized(flow, Keep.Left);

    public IRunnableGraph<TMat3> JoinMaterialized<TMat2, TMat3>(IGraph<FlowShape<TOut, TIn>, TMat2> flow, Func<TMat, TMat2, TMat3> combine)
    {
        var both = MatCombine.By(combine);
        return new RunnableGraph<TMat3>(new CompositeModule(
            [Module.Layout(), flow.Module.Layout()], [new Wire(0, 1), new Wire(1, 0)], [], [], values => both.Combine(values[0], values[1])));
    }

    /// <summary>This flow between the lower ends of a bidi: what is left is the flow between its upper ends.</summary>
    public Flow<TIn2, TOut2, TMat> Join<TIn2, TOut2, TMat2>(IGraph<BidiShape<TOut, TOut2, TIn2, TIn>, TMat2> bidi) =>
        JoinMaterialized(bidi, Keep.Left);

    public Flow<TIn2, TOut2, TMatRes> JoinMaterialized<TIn2, TOut2, TMat2, TMatRes>(
        IGraph<BidiShape<TOut, TOut2, TIn2, TIn>, TMat2> bidi, Func<TMat, TMat2, TMatRes> combine)
    {
        // Parts: this flow (inlet 0, outlet 0), the bidi (inlets 1, 2, outlets 1, 2).
        var both = MatCombine.By(combine);
        return new(new CompositeModule(
            [Module.Layout(), bidi.Module.Layout()], [new Wire(0, 1), new Wire(2, 0)], [2], [1], values => both.Combine(values[0], values[1])));
    }

    public (TMat1, TMat2) RunWith<TMat1, TMat2>(
        IGraph<SourceShape<TIn>, TMat1> source, IGraph<SinkShape<TOut>, TMat2> sink, IMaterializer materializer) =>
        Source.FromGraph(source).ViaMaterialized(this, Keep.Left).ToMaterialized(sink, Keep.Both).Run(materializer);

    public Flow<TIn, TOut, TMat> WithAttributes(Attributes attributes) => new(Module.WithAttributes(attributes));

    public Flow<TIn, TOut, TMat> AddAttributes(Attributes attributes) => WithAttributes(Module.AttributesOf().And(attributes));

    public Flow<TIn, TOut, TMat> Named(string name) => AddAttributes(Attributes.CreateName(name));

    public Flow<TIn, TOut, TMat> Async() => AddAttributes(Attributes.CreateAsyncBoundary());

    IFlow<TOut2, TMat> IFlow<TOut, TMat>.Via<TOut2, TMat2>(IGraph<FlowShape<TOut, TOut2>, TMat2> flow) => Via(flow);

    IFlow<TOut2, TMat3> IFlow<TOut, TMat>.ViaMaterialized<TOut2, TMat2, TMat3>(
        IGraph<FlowShape<TOut, TOut2>, TMat2> flow, Func<TMat, TMat2, TMat3> combine) => ViaMaterialized(flow, combine);

    IFlow<TOut, TMat2> IFlow<TOut, TMat>.MapMaterializedValue<TMat2>(Func<TMat, TMat2> mapFunc) => MapMaterializedValue(mapFunc);

    IGraph<FlowShape<TIn, TOut>, TMat> IGraph<FlowShape<TIn, TOut>, TMat>.WithAttributes(Attributes attributes) => WithAttributes(attributes);

    IGraph<FlowShape<TIn, TOut>, TMat> IGraph<FlowShape<TIn, TOut>, TMat>.AddAttributes(Attributes attributes) => AddAttributes(attributes);

    IGraph<FlowShape<TIn, TOut>, TMat> IGraph<FlowShape<TIn, TOut>, TMat>.Named(string name) => Named(name);

    IGraph<FlowShape<TIn, TOut>, TMat> IGraph<FlowShape<TIn, TOut>, TMat>.Async() => Async();

    public override string ToString() => $"Flow({Shape}, {Module})";
}

public static class Flow
{
    public static Flow<T, T, NotUsed> Create<T>() => new(Stages.Identity<T>.Instance.Module);

    public static Flow<T, T, TMat> Create<T, TMat>() => new(Stages.Identity<T>.Instance.Module.Map((NotUsed _) => default(TMat)!));

    public static Flow<TIn, TOut, NotUsed> FromFunction<TIn, TOut>(Func<TIn, TOut> function) => Create<TIn>().Select(function);

    public static Flow<TIn, TOut, TMat> FromGraph<TIn, TOut, TMat>(IGraph<FlowShape<TIn, TOut>, TMat> graph) =>
        graph as Flow<TIn, TOut, TMat> ?? new Flow<TIn, TOut, TMat>(graph.Module);

    /// <summary>Two ends that know nothing of each other.</summary>
    public static Flow<TIn, TOut, TMat3> FromSinkAndSource<TIn, TOut, TMat1, TMat2, TMat3>(
        IGraph<SinkShape<TIn>, TMat1> sink, IGraph<SourceShape<TOut>, TMat2> source, Func<TMat1, TMat2, TMat3> combine) =>
        new(sink.Module.Beside(source.Module, MatCombine.By(combine)));

    public static Flow<TIn, TOut, NotUsed> FromSinkAndSource<TIn, TOut, TMat>(
        IGraph<SinkShape<TIn>, TMat> sink, IGraph<SourceShape<TOut>, TMat> source) => FromSinkAndSource(sink, source, Keep.None);
}
