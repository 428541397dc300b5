using Akka.Streams.Dsl.Internal;
using Akka.Streams.Implementation;
using Akka.Streams.Implementation.Layout;
using Akka.Streams.Stages;

namespace Akka.Streams.Dsl;

public static partial class GraphDsl
{
    public sealed class Builder<T>
    {
        private readonly List<GraphModule> _parts = [];
        private readonly List<Inlet> _inlets = [];
        private readonly List<Outlet> _outlets = [];
        private readonly List<Wire> _wires = [];
        private readonly List<int> _materializedSources = [];

        internal Builder()
        {
        }

        /// <summary>The materialized value of the graph that is being built, as an element.</summary>
        public Outlet<T> MaterializedValue
        {
            get
            {
                _materializedSources.Add(_parts.Count);
                return Add(new MaterializedValueSource<T>()).Outlet;
            }
        }

        /// <summary>Puts a copy of the graph in; its ports are those of the shape that is returned.</summary>
        public TShape Add<TShape, TMat2>(IGraph<TShape, TMat2> graph)
            where TShape : Shape
        {
            var shape = (TShape)graph.Shape.DeepCopy();
            _parts.Add(graph.Module.Layout());
            _inlets.AddRange(shape.Inlets);
            _outlets.AddRange(shape.Outlets);
            return shape;
        }

        public ForwardOps<TOut, T> From<TOut>(Outlet<TOut> outlet) => new(this, outlet);

        public ForwardOps<TOut, T> From<TOut>(SourceShape<TOut> source) => new(this, source.Outlet);

        public ForwardOps<TOut, T> From<TOut>(IGraph<SourceShape<TOut>, T> source) => new(this, Add(source).Outlet);

        public ForwardOps<TOut, T> From<TIn, TOut>(FlowShape<TIn, TOut> flow) => new(this, flow.Outlet);

        public ForwardOps<TOut, T> From<TIn, TOut>(IGraph<FlowShape<TIn, TOut>, T> flow) => new(this, Add(flow).Outlet);

        public ForwardOps<TOut, T> From<TIn, TOut>(UniformFanInShape<TIn, TOut> fanIn) => new(this, fanIn.Out);

        public ForwardOps<TOut, T> From<TIn, TOut>(UniformFanOutShape<TIn, TOut> fanOut) => new(this, Free(fanOut));

        public ReverseOps<TIn, T> To<TIn>(Inlet<TIn> inlet) => new(this, inlet);

        public ReverseOps<TIn, T> To<TIn>(SinkShape<TIn> sink) => new(this, sink.Inlet);

        public ReverseOps<TIn, T> To<TIn, TMat>(IGraph<SinkShape<TIn>, TMat> sink) => new(this, Add(sink).Inlet);

        public ReverseOps<TIn, T> To<TIn, TOut>(FlowShape<TIn, TOut> flow) => new(this, flow.Inlet);

        public ReverseOps<TIn, T> To<TIn, TOut, TMat>(IGraph<FlowShape<TIn, TOut>, TMat> flow) => new(this, Add(flow).Inlet);

        public ReverseOps<TIn, T> To<TIn, TOut>(UniformFanOutShape<TIn, TOut> fanOut) => new(this, fanOut.In);

        public ReverseOps<TIn, T> To<TIn, TOut>(UniformFanInShape<TIn, TOut> fanOut) => new(this, Free(fanOut));

        internal void Connect(Outlet outlet, Inlet inlet) => _wires.Add(new Wire(FreeIndex(outlet), FreeIndex(inlet)));

        /// <summary>The first inlet of a junction that is not wired.</summary>
        internal Inlet<TIn> Free<TIn, TOut>(UniformFanInShape<TIn, TOut> junction) =>
            junction.Ins.FirstOrDefault(inlet => !_wires.Exists(wire => wire.Inlet == IndexOf(inlet)))
            ?? throw new ArgumentException($"No more inlets free on junction {junction}");

        /// <summary>The first outlet of a junction that is not wired.</summary>
        internal Outlet<TOut> Free<TIn, TOut>(UniformFanOutShape<TIn, TOut> junction) =>
            junction.Outs.FirstOrDefault(outlet => !_wires.Exists(wire => wire.Outlet == IndexOf(outlet)))
            ?? throw new ArgumentException($"No more outlets free on junction {junction}");

        internal IGraph<TShape, T> Build<TShape>(TShape shape, Func<object?[], object?> combine)
            where TShape : Shape
        {
            int[] inlets = [.. shape.Inlets.Select(FreeIndex)];
            int[] outlets = [.. shape.Outlets.Select(FreeIndex)];
            var open = _inlets.Count + _outlets.Count - 2 * _wires.Count - inlets.Length - outlets.Length;
            if (open != 0) throw new InvalidOperationException($"The inlets and outlets of {shape} must be all that are not wired, but {open} more are open: {Unwired(inlets, outlets)}");

            return new GraphImpl<TShape, T>(shape, new CompositeModule([.. _parts], [.. _wires], inlets, outlets, Feeding(combine)));
        }

        private string Unwired(int[] inlets, int[] outlets) => string.Join(", ", _inlets
            .Where((_, i) => !inlets.Contains(i) && !_wires.Exists(wire => wire.Inlet == i)).Select(port => port.Name)
            .Concat(_outlets.Where((_, i) => !outlets.Contains(i) && !_wires.Exists(wire => wire.Outlet == i)).Select(port => port.Name)));

        /// <summary>Where the materialized value is an element too, its sources are told of it.</summary>
        private Func<object?[], object?> Feeding(Func<object?[], object?> combine)
        {
            if (_materializedSources.Count == 0) return combine;

            int[] sources = [.. _materializedSources];
            return values =>
            {
                var materialized = combine(values);
                foreach (var source in sources) ((IMaterializedValueTarget)values[source]!).Set(materialized);
                return materialized;
            };
        }

        private int FreeIndex(Inlet inlet)
        {
            var index = IndexOf(inlet);
            return _wires.Exists(wire => wire.Inlet == index) ? throw new ArgumentException($"The input port [{inlet}] is already connected") : index;
        }

        private int FreeIndex(Outlet outlet)
        {
            var index = IndexOf(outlet);
            return _wires.Exists(wire => wire.Outlet == index) ? throw new ArgumentException($"The output port [{outlet}] is already connected") : index;
        }

        private int IndexOf(Inlet inlet) =>
            _inlets.FindIndex(port => ReferenceEquals(port, inlet)) is >= 0 and var index
                ? index
                : throw new ArgumentException($"The input port [{inlet}] is not part of the underlying graph.");

        private int IndexOf(Outlet outlet) =>
            _outlets.FindIndex(port => ReferenceEquals(port, outlet)) is >= 0 and var index
                ? index
                : throw new ArgumentException($"The output port [{outlet}] is not part of the underlying graph.");
    }

    /// <summary>Where a chain of parts has got to, forward.</summary>
    public sealed class ForwardOps<TOut, TMat>
    {
        internal ForwardOps(Builder<TMat> builder, Outlet<TOut> outlet)
        {
            Builder = builder;
            Out = outlet;
        }

        public Outlet<TOut> Out { get; }

        internal Builder<TMat> Builder { get; }
    }

    /// <summary>Where a chain of parts has got to, backward.</summary>
    public sealed class ReverseOps<TIn, TMat>
    {
        internal ReverseOps(Builder<TMat> builder, Inlet<TIn> inlet)
        {
            Builder = builder;
            In = inlet;
        }

        public Inlet<TIn> In { get; }

        internal Builder<TMat> Builder { get; }
    }
}
