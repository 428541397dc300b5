using Akka.Streams.Implementation;
using Akka.Streams.Implementation.Layout;

namespace Akka.Streams.Dsl.Internal;

/// <summary>A junction with one of its ports already taken by another graph: what is left is a flow.</summary>
internal static class Fan
{
    /// <summary>A junction with two inlets; the other source feeds that at position <paramref name="other"/>.</summary>
    public static IGraph<FlowShape<TIn, TOut>, TMat> In<TIn, TOther, TOut, TMat>(
        IGraph<SourceShape<TOther>, TMat> source, IGraph<Shape> junction, int other) =>
        Flow<TIn, TOut, TMat>(new CompositeModule(
            [source.Module.Layout(), junction.Module.Layout()], [new Wire(0, other)], [1 - other], [1], values => values[0]));

    /// <summary>A junction with two outlets; the sink takes the second.</summary>
    public static IGraph<FlowShape<T, T>, TMat> Out<T, TMat>(IGraph<SinkShape<T>, TMat> sink, IGraph<Shape> junction) =>
        Flow<T, T, TMat>(new CompositeModule(
            [junction.Module.Layout(), sink.Module.Layout()], [new Wire(1, 1)], [0], [0], values => values[1]));

    private static GraphImpl<FlowShape<TIn, TOut>, TMat> Flow<TIn, TOut, TMat>(IModule module) =>
        new(new FlowShape<TIn, TOut>(new Inlet<TIn>("in"), new Outlet<TOut>("out")), module);
}

internal static class Indexing
{
    public static Func<T, IEnumerable<(T, long)>> Of<T>()
    {
        long index = 0;
        return element => [(element, index++)];
    }
}
