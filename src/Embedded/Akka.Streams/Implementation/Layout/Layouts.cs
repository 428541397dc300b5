namespace Akka.Streams.Implementation.Layout;

/// <summary>How blueprints are put together.</summary>
internal static class Layouts
{
    /// <summary>left ~> right. An identity on either side vanishes; its materialized value does not.</summary>
    public static GraphModule Then(this IModule left, IModule right, MatCombine combine)
    {
        var (first, second) = (left.Layout(), right.Layout());
        if (Identity.Is(second) && first.Outlets == 1)
            return ReferenceEquals(combine, MatCombine.Left) ? first : new TransformModule(first, value => combine.Combine(value, NotUsed.Instance));
        if (Identity.Is(first) && second.Inlets == 1)
            return ReferenceEquals(combine, MatCombine.Right) ? second : new TransformModule(second, value => combine.Combine(NotUsed.Instance, value));
        return new LinearModule(first, second, combine);
    }

    public static GraphModule Map<TMat, TMat2>(this IModule module, Func<TMat, TMat2> map) =>
        new TransformModule(module.Layout(), value => map(MatCombine.Cast<TMat>(value)));

    /// <summary>Two graphs side by side: the ports of the first, then those of the second.</summary>
    public static GraphModule Beside(this IModule left, IModule right, MatCombine combine)
    {
        var (first, second) = (left.Layout(), right.Layout());
        return new CompositeModule(
            [first, second], [], All(first.Inlets + second.Inlets), All(first.Outlets + second.Outlets), values => combine.Combine(values[0], values[1]));
    }

    public static int[] All(int count) => [.. Enumerable.Range(0, count)];
}
