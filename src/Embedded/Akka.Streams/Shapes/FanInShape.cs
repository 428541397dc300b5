using System.Collections.Immutable;

namespace Akka.Streams;

/// <summary>Several inlets, one outlet.</summary>
public abstract class FanInShape<TOut> : Shape
{
    private readonly string _name;
    private readonly IEnumerator<Inlet> _registered;
    private ImmutableArray<Inlet> _inlets = [];

    protected FanInShape(Outlet<TOut> outlet, IEnumerable<Inlet> registered, string name)
    {
        Out = outlet;
        Outlets = [outlet];
        _name = name;
        _registered = registered.GetEnumerator();
    }

    protected FanInShape(IInit init)
        : this(init.Outlet, init.Inlets, init.Name)
    {
    }

    public Outlet<TOut> Out { get; }

    public override ImmutableArray<Inlet> Inlets => _inlets;

    public override ImmutableArray<Outlet> Outlets { get; }

    protected abstract FanInShape<TOut> Construct(IInit init);

    protected Inlet<T> NewInlet<T>(string name)
    {
        var inlet = _registered.MoveNext() ? Inlet.Create<T>(_registered.Current) : new Inlet<T>($"{_name}.{name}");
        _inlets = _inlets.Add(inlet);
        return inlet;
    }

    public override Shape DeepCopy() => Construct(new InitPorts((Outlet<TOut>)Out.CarbonCopy(), Copy(Inlets)));

    public sealed override Shape CopyFromPorts(ImmutableArray<Inlet> inlets, ImmutableArray<Outlet> outlets)
    {
        Require(outlets.Length == 1 && inlets.Length == Inlets.Length, "FanInShape");
        return Construct(new InitPorts((Outlet<TOut>)outlets[0], inlets));
    }

    public interface IInit
    {
        Outlet<TOut> Outlet { get; }

        IEnumerable<Inlet> Inlets { get; }

        string Name { get; }
    }

    public sealed class InitName(string name) : IInit
    {
        public Outlet<TOut> Outlet { get; } = new($"{name}.out");

        public IEnumerable<Inlet> Inlets => [];

        public string Name => name;
    }

    public sealed class InitPorts(Outlet<TOut> outlet, IEnumerable<Inlet> inlets) : IInit
    {
        public Outlet<TOut> Outlet => outlet;

        public IEnumerable<Inlet> Inlets => inlets;

        public string Name => "FanIn";
    }
}

public class FanInShape<T0, T1, TOut> : FanInShape<TOut>
{
    public readonly Inlet<T0> In0;
    public readonly Inlet<T1> In1;

    public FanInShape(IInit init)
        : base(init)
    {
        In0 = NewInlet<T0>("in0");
        In1 = NewInlet<T1>("in1");
    }

    public FanInShape(string name)
        : this(new InitName(name))
    {
    }

    public FanInShape(Outlet<TOut> outlet, Inlet<T0> in0, Inlet<T1> in1)
        : this(new InitPorts(outlet, [in0, in1]))
    {
    }

    protected override FanInShape<TOut> Construct(IInit init) => new FanInShape<T0, T1, TOut>(init);
}
