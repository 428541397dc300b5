namespace Akka.Streams.Implementation.Layout;

/// <summary>The only outlet of one graph wired to the only inlet of another.</summary>
internal sealed class LinearModule(GraphModule left, GraphModule right, MatCombine combine)
    : GraphModule(left.Inlets, right.Outlets, Attributes.None)
{
    protected override object? Build(MaterializationSession session, Attributes attributes)
    {
        var materializedLeft = left.Materialize(session, attributes);
        var outlet = session.TakeOutlet();
        var materializedRight = right.Materialize(session, attributes);
        session.Connect(outlet, session.TakeInlet());
        return combine.Combine(materializedLeft, materializedRight);
    }
}

/// <summary>Another materialized value.</summary>
internal sealed class TransformModule(GraphModule inner, Func<object?, object?> transform) : GraphModule(inner.Inlets, inner.Outlets, Attributes.None)
{
    protected override object? Build(MaterializationSession session, Attributes attributes) => transform(inner.Materialize(session, attributes));
}

/// <summary>From the outlet at one position among all outlets of the parts to the inlet at one position among all inlets.</summary>
internal readonly record struct Wire(int Outlet, int Inlet);

/// <summary>
/// Any parts, any wires. Ports of the parts are numbered through in the order of the parts;
/// <paramref name="inlets"/> and <paramref name="outlets"/> say which of them stay open, in the order of the shape.
/// </summary>
internal sealed class CompositeModule(
    GraphModule[] parts, Wire[] wires, int[] inlets, int[] outlets, Func<object?[], object?> combine)
    : GraphModule(inlets.Length, outlets.Length, Attributes.None)
{
    protected override object? Build(MaterializationSession session, Attributes attributes)
    {
        var frame = session.Mark();
        var materialized = new object?[parts.Length];
        for (var i = 0; i < parts.Length; i++) materialized[i] = parts[i].Materialize(session, attributes);

        foreach (var wire in wires) session.Connect(frame, wire);
        session.Expose(frame, inlets, outlets);
        return combine(materialized);
    }
}

/// <summary>Nothing between its inlet and its outlet; it vanishes where it is wired to something.</summary>
internal static class Identity
{
    public static bool Is(GraphModule module) => module is StageModule && ReferenceEquals(module.Attributes, IdentityAttributes);

    public static readonly Attributes IdentityAttributes = new(new Attributes.Name("identity"));
}
