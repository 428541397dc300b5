namespace Akka.Streams.Implementation.Layout;

/// <summary>
/// A node of the blueprint tree. Ports have no identity here: a node has so many inlets and outlets, in order, and
/// whoever contains it knows them by position. So nothing is copied when a blueprint is used twice.
/// </summary>
internal abstract class GraphModule : IModule
{
    private bool _isAsync;

    protected GraphModule(int inlets, int outlets, Attributes attributes)
    {
        Inlets = inlets;
        Outlets = outlets;
        Attributes = attributes;
        _isAsync = IsAsync(attributes);
    }

    public int Inlets { get; }

    public int Outlets { get; }

    public Attributes Attributes { get; private set; }

    public GraphModule With(Attributes attributes)
    {
        var copy = (GraphModule)MemberwiseClone();
        copy.Attributes = attributes;
        copy._isAsync = IsAsync(attributes);
        return copy;
    }

    /// <summary>Creates the logics, wires what is inside, and leaves the open ports in the session. Returns the materialized value.</summary>
    public object? Materialize(MaterializationSession session, Attributes inherited)
    {
        var attributes = inherited.And(Attributes);
        if (!_isAsync) return Build(session, attributes);

        var outer = session.EnterIsland(attributes);
        var materialized = Build(session, attributes);
        session.LeaveIsland(outer);
        return materialized;
    }

    protected abstract object? Build(MaterializationSession session, Attributes attributes);

    private static bool IsAsync(Attributes attributes) => attributes.GetAttribute<Attributes.AsyncBoundary>() is not null;
}
