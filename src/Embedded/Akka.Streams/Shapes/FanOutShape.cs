using System.Collections.Immutable;

namespace Akka.Streams;

/// <summary>One inlet, several outlets.</summary>
public abstract class FanOutShape<TIn> : Shape
{
    private readonly string _name;
    private readonly IEnumerator<Outlet> _registered;
    private ImmutableArray<Outlet> _outlets = [];

    protected FanOutShape(Inlet<TIn> inlet, IEnumerable<Outlet> registered, string name)
    {
        In = inlet;
        Inlets = [inlet];
        _name = name;
        _registered = registered.GetEnumerator();
    }

    protected FanOutShape(IInit init)
        : this(init.Inlet, init.Outlets, init.Name)
    {
    }

    public Inlet<TIn> In { get; }

    public override ImmutableArray<Inlet> Inlets { get; }

    public override ImmutableArray<Outlet> Outlets => _outlets;

    protected abstract FanOutShape<TIn> Construct(IInit init);

    protected Outlet<T> NewOutlet<T>(string name)
    {
        var outlet = _registered.MoveNext() ? Outlet.Create<T>(_registered.Current) : new Outlet<T>($"{_name}.{name}");
        _outlets = _outlets.Add(outlet);
        return outlet;
    }

    public override Shape DeepCopy() => Construct(new InitPorts((Inlet<TIn>)In.CarbonCopy(), Copy(Outlets)));

    public sealed override Shape CopyFromPorts(ImmutableArray<Inlet> inlets, ImmutableArray<Outlet> outlets)
    {
        Require(inlets.Length == 1 && outlets.Length == Outlets.Length, "FanOutShape");
        return Construct(new InitPorts((Inlet<TIn>)inlets[0], outlets));
    }

    public interface IInit
    {
        Inlet<TIn> Inlet { get; }

        IEnumerable<Outlet> Outlets { get; }

        string Name { get; }
    }

    public sealed class InitName(string name) : IInit
    {
        public Inlet<TIn> Inlet { get; } = new($"{name}.in");

        public IEnumerable<Outlet> Outlets => [];

        public string Name => name;
    }

    public sealed class InitPorts(Inlet<TIn> inlet, IEnumerable<Outlet> outlets) : IInit
    {
        public Inlet<TIn> Inlet => inlet;

        public IEnumerable<Outlet> Outlets => outlets;

        public string Name => "FanOut";
    }
}

public class FanOutShape<TIn, T0, T1> : FanOutShape<TIn>
{
    public readonly Outlet<T0> Out0;
    public readonly Outlet<T1> Out1;

    public FanOutShape(IInit init)
        : base(init)
    {
        Out0 = NewOutlet<T0>("out0");
        Out1 = NewOutlet<T1>("out1");
    }

    public FanOutShape(string name)
        : this(new InitName(name))
    {
    }

    public FanOutShape(Inlet<TIn> inlet, Outlet<T0> out0, Outlet<T1> out1)
        : this(new InitPorts(inlet, [out0, out1]))
    {
    }

    protected override FanOutShape<TIn> Construct(IInit init) => new FanOutShape<TIn, T0, T1>(init);
}
