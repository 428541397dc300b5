using Akka.Streams;
using Akka.Streams.Dsl;

namespace Embedded.Contract.Tests;

/// <summary>Materialized values, and graphs that are no line.</summary>
public sealed class StreamsGraphTests : StreamsSpec
{
    [Fact]
    public async Task Via_and_To_keep_the_left_value()
    {
        var promise = Source.Maybe<int>().Via(KillSwitches.Single<int>()).To(Sink.Ignore<int>()).Run(Materializer);

        promise.SetResult(1);

        Assert.Equal(1, await promise.Task.WaitAsync(Soon));
    }

    [Fact]
    public async Task RunWith_keeps_the_value_of_the_sink() =>
        Assert.Equal(6, await Source.From([1, 2, 3]).RunWith(Sink.Aggregate<int, int>(0, (a, b) => a + b), Materializer).WaitAsync(Soon));

    [Fact]
    public async Task Both_values_can_be_kept_and_mapped()
    {
        var (promise, length) = Source.Maybe<string>()
            .ToMaterialized(Sink.First<string>(), Keep.Both)
            .MapMaterializedValue(both => (both.Item1, Task.Run(async () => (await both.Item2).Length)))
            .Run(Materializer);

        promise.SetResult("four");

        Assert.Equal(4, await length.WaitAsync(Soon));
    }

    [Fact]
    public async Task A_blueprint_can_be_run_any_number_of_times()
    {
        var graph = Source.From(Enumerable.Range(0, 10)).Select(x => x).ToMaterialized(Sink.Seq<int>(), Keep.Right);

        for (var i = 0; i < 3; i++) Assert.Equal(Enumerable.Range(0, 10), await graph.Run(Materializer).WaitAsync(Soon));
    }

    [Fact]
    public async Task A_part_can_be_used_twice_in_one_graph()
    {
        var increment = Flow.Create<int>().Select(x => x + 1);

        Assert.Equal([3], await Source.Single(1).Via(increment).Via(increment).RunWith(Sink.Seq<int>(), Materializer).WaitAsync(Soon));
    }

    [Fact]
    public async Task Broadcast_and_Merge_make_a_diamond()
    {
        var flow = Flow.FromGraph(GraphDsl.Create(b =>
        {
            var broadcast = b.Add(new Broadcast<int>(2));
            var merge = b.Add(new Merge<int>(2));
            b.From(broadcast).Via(Flow.Create<int>().Select(x => x * 10)).To(merge);
            b.From(broadcast).Via(Flow.Create<int>().Select(x => x * 100)).To(merge);
            return new FlowShape<int, int>(broadcast.In, merge.Out);
        }));

        var result = await Source.From([1, 2, 3]).Via(flow).RunWith(Sink.Seq<int>(), Materializer).WaitAsync(Soon);

        Assert.Equal([10, 20, 30, 100, 200, 300], result.Order());
    }

    [Fact]
    public async Task GraphDsl_keeps_the_values_of_the_graphs_it_is_given()
    {
        var graph = RunnableGraph.FromGraph(GraphDsl.Create(
            Sink.Seq<int>(), Sink.First<int>(), (all, first) => (all, first),
            (b, all, first) =>
            {
                var broadcast = b.Add(new Broadcast<int>(2));
                b.From(b.Add(Source.From([1, 2, 3]))).To(broadcast.In);
                b.From(broadcast).To(all);
                b.From(broadcast).To(first);
                return ClosedShape.Instance;
            }));

        var (seq, head) = graph.Run(Materializer);

        Assert.Equal(1, await head.WaitAsync(Soon));
        Assert.Equal([1, 2, 3], await seq.WaitAsync(Soon));
    }

    [Fact]
    public async Task The_materialized_value_can_be_an_element()
    {
        var source = Source.FromGraph(GraphDsl.Create(Sink.Aggregate<int, int>(0, (a, b) => a + b), (b, sum) =>
        {
            b.From(b.Add(Source.From([1, 2, 3]))).To(sum);
            return new SourceShape<Task<int>>(b.MaterializedValue);
        }));

        Assert.Equal(6, await source.SelectAsync(1, task => task).RunWith(Sink.First<int>(), Materializer).WaitAsync(Soon));
    }

    [Fact]
    public void A_port_that_is_left_open_is_an_error() => Assert.ThrowsAny<Exception>(() => GraphDsl.Create(b =>
    {
        b.Add(new Broadcast<int>(2));
        return ClosedShape.Instance;
    }));

    [Fact]
    public async Task Bidi_flows_stack_and_join()
    {
        var outer = BidiFlow.FromFunction<int, string, string, int>(x => x.ToString(), int.Parse);
        var inner = BidiFlow.FromFunction<string, string, string, string>(s => "<" + s + ">", s => s.Trim('<', '>'));
        var seen = new List<string>();
        var echo = Flow.Create<string>().Select(s =>
        {
            seen.Add(s);
            return s;
        });

        var result = await Source.From([1, 2]).Via(outer.Atop(inner).Join(echo)).RunWith(Sink.Seq<int>(), Materializer).WaitAsync(Soon);

        Assert.Equal([1, 2], result);
        Assert.Equal(["<1>", "<2>"], seen);
    }

    [Fact]
    public async Task A_reversed_bidi_flow_is_turned_around()
    {
        var bidi = BidiFlow.FromFunction<int, string, string, int>(x => x.ToString(), int.Parse).Reversed();

        Assert.Equal(["7"], await Source.Single("7").Via(bidi.Join(Flow.Create<int>())).RunWith(Sink.Seq<string>(), Materializer).WaitAsync(Soon));
    }

    [Fact]
    public async Task A_sink_and_a_source_make_a_flow()
    {
        var flow = Flow.FromSinkAndSource(Sink.Seq<int>(), Source.From(["a", "b"]), Keep.Left);

        var (taken, given) = Source.From([1, 2]).ViaMaterialized(flow, Keep.Right).ToMaterialized(Sink.Seq<string>(), Keep.Both).Run(Materializer);

        Assert.Equal([1, 2], await taken.WaitAsync(Soon));
        Assert.Equal(["a", "b"], await given.WaitAsync(Soon));
    }

    [Fact]
    public async Task WatchTermination_tells_of_the_end()
    {
        var (done, _) = Source.From([1, 2]).WatchTermination(Keep.Right).ToMaterialized(Sink.Ignore<int>(), Keep.Both).Run(Materializer);
        await done.WaitAsync(Soon);

        var failed = Source.Failed<int>(new Broken()).WatchTermination(Keep.Right).To(Sink.Ignore<int>()).Run(Materializer);
        await Assert.ThrowsAsync<Broken>(() => failed.WaitAsync(Soon));
    }

    [Fact]
    public async Task Attributes_reach_the_stages_within_and_the_inner_ones_win()
    {
        Attributes seen = Attributes.None;
        var stage = new AttributeReader(attributes => seen = attributes);

        await Source.Single(1).Via(Flow.FromGraph(stage).Named("inner")).Named("outer").RunWith(Sink.Ignore<int>(), Materializer).WaitAsync(Soon);

        Assert.Equal("inner", seen.GetAttribute<Attributes.Name>()!.Value);
        Assert.Contains(seen.GetAttributeList<Attributes.Name>(), name => name.Value == "outer");
    }

    private sealed class AttributeReader(Action<Attributes> seen) : Akka.Streams.Stage.GraphStage<FlowShape<int, int>>
    {
        public override FlowShape<int, int> Shape { get; } = new(new Inlet<int>("reader.in"), new Outlet<int>("reader.out"));

        protected override Akka.Streams.Stage.GraphStageLogic CreateLogic(Attributes inheritedAttributes)
        {
            seen(inheritedAttributes);
            return new ScriptedLogic<int, int>(Shape, _ => { });
        }
    }
}
