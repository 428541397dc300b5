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
