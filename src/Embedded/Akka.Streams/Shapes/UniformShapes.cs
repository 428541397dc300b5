using System.Collections.Immutable;

namespace Akka.Streams;

/// <summary>Several inlets of one type, one outlet.</summary>
public class UniformFanInShape<TIn, TOut> : FanInShape<TOut>
{
    public readonly int N;

    public UniformFanInShape(int n, IInit init)
        : base(init)
    {
        N = n;
        Ins = [.. Enumerable.Range(0, n).Select(i => NewInlet<TIn>($"in{i}"))];
    }

    public UniformFanInShape(int n)
        : this(n, new InitName("UniformFanIn"))
    {
    }

    public UniformFanInShape(int n, string name)
        : this(n, new InitName(name))
    {
    }

    public UniformFanInShape(Outlet<TOut> outlet, params Inlet<TIn>[] inlets)
        : this(inlets.Length, new InitPorts(outlet, inlets))
    {
    }

    public IImmutableList<Inlet<TIn>> Ins { get; }

    public Inlet<TIn> In(int n) => Ins[n];

    protected override FanInShape<TOut> Construct(IInit init) => new UniformFanInShape<TIn, TOut>(N, init);
}

/// <summary>One inlet, several outlets of one type.</summary>
public class UniformFanOutShape<TIn, TOut> : FanOutShape<TIn>
{
    private readonly int _n;

    public UniformFanOutShape(int n, IInit init)
        : base(init)
    {
        _n = n;
        Outs = [.. Enumerable.Range(0, n).Select(i => NewOutlet<TOut>($"out{i}"))];
    }

    public UniformFanOutShape(int n)
        : this(n, new InitName("UniformFanOut"))
    {
    }

    public UniformFanOutShape(int n, string name)
        : this(n, new InitName(name))
    {
    }

    public UniformFanOutShape(Inlet<TIn> inlet, params Outlet<TOut>[] outlets)
        : this(outlets.Length, new InitPorts(inlet, outlets))
    {
    }

    public IImmutableList<Outlet<TOut>> Outs { get; }

    public Outlet<TOut> Out(int n) => Outs[n];

    protected override FanOutShape<TIn> Construct(IInit init) => new UniformFanOutShape<TIn, TOut>(_n, init);
}
