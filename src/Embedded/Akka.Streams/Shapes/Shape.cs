using System.Collections.Immutable;

namespace Akka.Streams;

/// <summary>The ports of a graph, in order. Position is identity: graphs are wired and materialized by it.</summary>
public abstract class Shape : ICloneable
{
    public abstract ImmutableArray<Inlet> Inlets { get; }

    public abstract ImmutableArray<Outlet> Outlets { get; }

    public abstract Shape DeepCopy();

    public abstract Shape CopyFromPorts(ImmutableArray<Inlet> inlets, ImmutableArray<Outlet> outlets);

    public bool HasSamePortsAs(Shape shape) =>
        Inlets.ToHashSet().SetEquals(shape.Inlets) && Outlets.ToHashSet().SetEquals(shape.Outlets);

    public bool HasSamePortsAndShapeAs(Shape shape) => GetType() == shape.GetType() && HasSamePortsAs(shape);

    public object Clone() => DeepCopy();

    public sealed override string ToString() =>
        $"{GetType().Name}([{string.Join(", ", Inlets)}] [{string.Join(", ", Outlets)}])";

    internal static ImmutableArray<Inlet> Copy(ImmutableArray<Inlet> ports) => ImmutableArray.CreateRange(ports, port => port.CarbonCopy());

    internal static ImmutableArray<Outlet> Copy(ImmutableArray<Outlet> ports) => ImmutableArray.CreateRange(ports, port => port.CarbonCopy());

    internal static void Require(bool condition, string shape)
    {
        if (!condition) throw new ArgumentException($"Proposed inlets and outlets do not fit {shape}");
    }
}

/// <summary>A graph without open ports: it can be run.</summary>
public class ClosedShape : Shape
{
    public static readonly ClosedShape Instance = new();

    private ClosedShape()
    {
    }

    public override ImmutableArray<Inlet> Inlets => [];

    public override ImmutableArray<Outlet> Outlets => [];

    public override Shape DeepCopy() => this;

    public override Shape CopyFromPorts(ImmutableArray<Inlet> inlets, ImmutableArray<Outlet> outlets)
    {
        Require(inlets.IsEmpty && outlets.IsEmpty, "ClosedShape");
        return this;
    }
}

/// <summary>Any ports, without names.</summary>
public class AmorphousShape(ImmutableArray<Inlet> inlets, ImmutableArray<Outlet> outlets) : Shape
{
    public override ImmutableArray<Inlet> Inlets => inlets;

    public override ImmutableArray<Outlet> Outlets => outlets;

    public override Shape DeepCopy() => new AmorphousShape(Copy(Inlets), Copy(Outlets));

    public override Shape CopyFromPorts(ImmutableArray<Inlet> inlets, ImmutableArray<Outlet> outlets) => new AmorphousShape(inlets, outlets);
}
