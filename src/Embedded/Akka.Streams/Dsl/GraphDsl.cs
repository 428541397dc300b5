using Akka.Streams.Implementation.Layout;

namespace Akka.Streams.Dsl;

/// <summary>Graphs that are no line: parts are added to a builder and their ports wired.</summary>
public static partial class GraphDsl
{
    public static IGraph<TShape, NotUsed> Create<TShape>(Func<Builder<NotUsed>, TShape> buildBlock)
        where TShape : Shape => CreateMaterialized(buildBlock);

    public static IGraph<TShape, TMat> CreateMaterialized<TShape, TMat>(Func<Builder<TMat>, TShape> buildBlock)
        where TShape : Shape
    {
        var builder = new Builder<TMat>();
        return builder.Build(buildBlock(builder), _ => NotUsed.Instance);
    }

    public static IGraph<TShapeOut, TMat> Create<TShapeOut, TMat, TShape1>(
        IGraph<TShape1, TMat> g1, Func<Builder<TMat>, TShape1, TShapeOut> buildBlock)
        where TShapeOut : Shape
        where TShape1 : Shape
    {
        var builder = new Builder<TMat>();
        return builder.Build(buildBlock(builder, builder.Add(g1)), values => values[0]);
    }

    public static IGraph<TShapeOut, TMatOut> Create<TShapeOut, TMatOut, TMat0, TMat1, TShape0, TShape1>(
        IGraph<TShape0, TMat0> g0, IGraph<TShape1, TMat1> g1, Func<TMat0, TMat1, TMatOut> combineMaterializers,
        Func<Builder<TMatOut>, TShape0, TShape1, TShapeOut> buildBlock)
        where TShapeOut : Shape
        where TShape0 : Shape
        where TShape1 : Shape
    {
        var builder = new Builder<TMatOut>();
        return builder.Build(
            buildBlock(builder, builder.Add(g0), builder.Add(g1)),
            values => combineMaterializers(MatCombine.Cast<TMat0>(values[0]), MatCombine.Cast<TMat1>(values[1])));
    }

    public static IGraph<TShapeOut, TMatOut> Create<TShapeOut, TMatOut, TMat0, TMat1, TMat2, TShape0, TShape1, TShape2>(
        IGraph<TShape0, TMat0> g0, IGraph<TShape1, TMat1> g1, IGraph<TShape2, TMat2> g2,
        Func<TMat0, TMat1, TMat2, TMatOut> combineMaterializers,
        Func<Builder<TMatOut>, TShape0, TShape1, TShape2, TShapeOut> buildBlock)
        where TShapeOut : Shape
        where TShape0 : Shape
        where TShape1 : Shape
        where TShape2 : Shape
    {
        var builder = new Builder<TMatOut>();
        return builder.Build(
            buildBlock(builder, builder.Add(g0), builder.Add(g1), builder.Add(g2)),
            values => combineMaterializers(
                MatCombine.Cast<TMat0>(values[0]), MatCombine.Cast<TMat1>(values[1]), MatCombine.Cast<TMat2>(values[2])));
    }
}
