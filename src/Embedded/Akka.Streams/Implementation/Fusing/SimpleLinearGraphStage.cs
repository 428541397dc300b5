using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.Fusing;

/// <summary>A stage with one inlet and one outlet of the same type.</summary>
public abstract class SimpleLinearGraphStage<T> : GraphStage<FlowShape<T, T>>
{
    public readonly Inlet<T> Inlet;
    public readonly Outlet<T> Outlet;

    protected SimpleLinearGraphStage(string? name = null)
    {
        name = name is null ? string.Empty : name + ".";
        Inlet = new Inlet<T>(name + "in");
        Outlet = new Outlet<T>(name + "out");
        Shape = new FlowShape<T, T>(Inlet, Outlet);
    }

    public override FlowShape<T, T> Shape { get; }
}
