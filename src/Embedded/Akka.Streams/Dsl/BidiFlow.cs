using Akka.Streams.Implementation;
using Akka.Streams.Implementation.Layout;

namespace Akka.Streams.Dsl;

/// <summary>
/// Two flows in opposite directions, as one layer of a stack: the first goes down (In1 to Out1), the second comes up
/// (In2 to Out2).
/// </summary>
public class BidiFlow<TIn1, TOut1, TIn2, TOut2, TMat> : IGraph<BidiShape<TIn1, TOut1, TIn2, TOut2>, TMat>
{
    private BidiShape<TIn1, TOut1, TIn2, TOut2>? _shape;

    public BidiFlow(IModule module) => Module = module;

    public BidiShape<TIn1, TOut1, TIn2, TOut2> Shape
    {
        get
        {
            if (_shape is null)
                Interlocked.CompareExchange(ref _shape, new(new("bidi.in1"), new("bidi.out1"), new("bidi.in2"), new("bidi.out2")), null);
            return _shape;
        }
    }

    public IModule Module { get; }

    public IGraph<BidiShape<TIn1, TOut1, TIn2, TOut2>, TMat> WithAttributes(Attributes attributes) =>
        new BidiFlow<TIn1, TOut1, TIn2, TOut2, TMat>(Module.WithAttributes(attributes));

    public IGraph<BidiShape<TIn1, TOut1, TIn2, TOut2>, TMat> AddAttributes(Attributes attributes) => WithAttributes(Module.AttributesOf().And(attributes));

    public IGraph<BidiShape<TIn1, TOut1, TIn2, TOut2>, TMat> Named(string name) => AddAttributes(Attributes.CreateName(name));

    public IGraph<BidiShape<TIn1, TOut1, TIn2, TOut2>, TMat> Async() => AddAttributes(Attributes.CreateAsyncBoundary());

    public BidiFlow<TIn2, TOut2, TIn1, TOut1, TMat> Reversed() =>
        new(new CompositeModule([Module.Layout()], [], [1, 0], [1, 0], values => values[0]));

    /// <summary>This layer upon the other.</summary>
    public BidiFlow<TIn1, TOut12, TIn21, TOut2, TMat> Atop<TOut12, TIn21, TMat2>(BidiFlow<TOut1, TOut12, TIn21, TIn2, TMat2> bidi) =>
        AtopMat(bidi, Keep.Left);

    public BidiFlow<TIn1, TOut12, TIn21, TOut2, TMat3> AtopMat<TOut12, TIn21, TMat2, TMat3>(
        BidiFlow<TOut1, TOut12, TIn21, TIn2, TMat2> bidi, Func<TMat, TMat2, TMat3> combine)
    {
        // Ports: this 0, 1, the other 2, 3 (inlets and outlets). Down: this out1 to other in1; up: other out2 to this in2.
        var both = MatCombine.By(combine);
        return new(new CompositeModule(
            [Module.Layout(), bidi.Module.Layout()], [new Wire(0, 2), new Wire(3, 1)], [0, 3], [2, 1], values => both.Combine(values[0], values[1])));
    }

    /// <summary>The stack ends in a flow: what is left is a flow.</summary>
    public Flow<TIn1, TOut2, TMat> Join<TMat2>(Flow<TOut1, TIn2, TMat2> flow) => JoinMat(flow, Keep.Left);

    public Flow<TIn1, TOut2, TMat3> JoinMat<TMat2, TMat3>(Flow<TOut1, TIn2, TMat2> flow, Func<TMat, TMat2, TMat3> combine)
    {
        var both = MatCombine.By(combine);
        return new(new CompositeModule(
            [Module.Layout(), flow.Module.Layout()], [new Wire(0, 2), new Wire(2, 1)], [0], [1], values => both.Combine(values[0], values[1])));
    }
}

public static class BidiFlow
{
    public static BidiFlow<TIn1, TOut1, TIn2, TOut2, TMat> FromGraph<TIn1, TOut1, TIn2, TOut2, TMat>(
        IGraph<BidiShape<TIn1, TOut1, TIn2, TOut2>, TMat> graph) =>
        graph as BidiFlow<TIn1, TOut1, TIn2, TOut2, TMat> ?? new(graph.Module);

    public static BidiFlow<TIn1, TOut1, TIn2, TOut2, NotUsed> FromFlows<TIn1, TOut1, TIn2, TOut2, TMat1, TMat2>(
        IGraph<FlowShape<TIn1, TOut1>, TMat1> flow1, IGraph<FlowShape<TIn2, TOut2>, TMat2> flow2) => FromFlowsMat(flow1, flow2, Keep.None);

    public static BidiFlow<TIn1, TOut1, TIn2, TOut2, TMat> FromFlowsMat<TIn1, TOut1, TIn2, TOut2, TMat1, TMat2, TMat>(
        IGraph<FlowShape<TIn1, TOut1>, TMat1> flow1, IGraph<FlowShape<TIn2, TOut2>, TMat2> flow2, Func<TMat1, TMat2, TMat> combine) =>
        new(flow1.Module.Beside(flow2.Module, MatCombine.By(combine)));

    public static BidiFlow<TIn1, TOut1, TIn2, TOut2, NotUsed> FromFunction<TIn1, TOut1, TIn2, TOut2>(
        Func<TIn1, TOut1> outbound, Func<TIn2, TOut2> inbound) => FromFlows(Flow.FromFunction(outbound), Flow.FromFunction(inbound));
}
