using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Stage;
using Akka.Streams.TestKit;

namespace Embedded.Contract.Tests;

/// <summary>Streams of their own that a stage hands out.</summary>
public sealed class StreamsSubstreamTests : StreamsSpec
{
    [Fact]
    public void A_sub_source_carries_elements_and_the_end()
    {
        var handedOut = HandedOut();
        var down = Source.FromGraph(handedOut.Source).RunWith(this.SinkProbe<int>(), Materializer);

        down.Request(2);
        handedOut.Push(1);
        down.ExpectNext(1);
        handedOut.Push(2);
        down.ExpectNext(2);
        handedOut.Complete();

        down.ExpectComplete();
    }

    [Fact]
    public void A_sub_source_carries_a_failure_that_came_before_anybody_listened()
    {
        var handedOut = HandedOut();
        handedOut.Fail(new Broken());

        var down = Source.FromGraph(handedOut.Source).RunWith(this.SinkProbe<int>(), Materializer);

        Assert.IsType<Broken>(down.ExpectSubscriptionAndError());
    }

    [Fact]
    public void A_sub_source_that_is_cancelled_tells_the_stage()
    {
        var cancelled = new TaskCompletionSource();
        var handedOut = HandedOut(cancelled.SetResult);
        var down = Source.FromGraph(handedOut.Source).RunWith(this.SinkProbe<int>(), Materializer);

        down.Request(1).Cancel();

        AwaitCondition(() => cancelled.Task.IsCompleted);
    }

    [Fact]
    public void A_sub_source_is_materialized_once()
    {
        var handedOut = HandedOut();
        Source.FromGraph(handedOut.Source).RunWith(this.SinkProbe<int>(), Materializer).EnsureSubscription();

        Assert.IsAssignableFrom<Exception>(Source.FromGraph(handedOut.Source).RunWith(this.SinkProbe<int>(), Materializer).ExpectSubscriptionAndError());
    }

    [Fact]
    public async Task The_source_of_a_source_may_fail()
    {
        var source = Source.From([1, 2]).ConcatMany(x => x == 1 ? Source.Single(x) : Source.Failed<int>(new Broken()));

        await Assert.ThrowsAsync<Broken>(() => source.RunWith(Sink.Seq<int>(), Materializer).WaitAsync(Soon));
    }

    [Fact]
    public async Task Cancelling_ConcatMany_cancels_the_source_that_runs()
    {
        var inner = new TaskCompletionSource<TestPublisher.Probe<int>>();
        var source = this.SourceProbe<int>().MapMaterializedValue(materialized =>
        {
            inner.SetResult(materialized);
            return Akka.NotUsed.Instance;
        });
        var down = Source.Single(1).ConcatMany(_ => source).RunWith(this.SinkProbe<int>(), Materializer);

        down.Request(1);
        var probe = await inner.Task.WaitAsync(Soon);
        probe.SendNext(1);
        down.ExpectNext(1);
        down.Cancel();

        probe.ExpectCancellation();
    }

    private HandedOutSource HandedOut(Action? onCancel = null)
    {
        var handedOut = new TaskCompletionSource<HandedOutSource>();
        var (_, down) = Probes(new HandsOut(handedOut, onCancel));
        down.EnsureSubscription();
        AwaitCondition(() => handedOut.Task.IsCompleted);
        return handedOut.Task.GetAwaiter().GetResult();
    }

    /// <summary>A sub-source as its test drives it: a push waits for demand.</summary>
    private sealed record HandedOutSource(IGraph<SourceShape<int>, Akka.NotUsed> Source, Action<int> Push, Action Complete, Action<Exception> Fail);

    /// <summary>A stage that hands out a sub-source when it starts.</summary>
    private sealed class HandsOut(TaskCompletionSource<HandedOutSource> handedOut, Action? onCancel) : GraphStage<FlowShape<int, int>>
    {
        public override FlowShape<int, int> Shape { get; } = new(new Inlet<int>("hands-out.in"), new Outlet<int>("hands-out.out"));

        protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(Shape, handedOut, onCancel);

        private sealed class Logic : GraphStageLogic
        {
            private readonly TaskCompletionSource<HandedOutSource> _handedOut;
            private readonly SubSourceOutlet<int> _outlet;
            private readonly Queue<int> _waiting = new();

            public Logic(FlowShape<int, int> shape, TaskCompletionSource<HandedOutSource> handedOut, Action? onCancel)
                : base(shape)
            {
                _handedOut = handedOut;
                _outlet = new SubSourceOutlet<int>(this, "sub");
                _outlet.SetHandler(new LambdaOutHandler(PushNext, _ => onCancel?.Invoke()));
                SetHandler(shape.Inlet, () => { });
                SetHandler(shape.Outlet, () => { });
            }

            public override void PreStart() => _handedOut.SetResult(new HandedOutSource(
                _outlet.Source,
                GetAsyncCallback<int>(element =>
                {
                    _waiting.Enqueue(element);
                    PushNext();
                }),
                GetAsyncCallback(_outlet.Complete),
                GetAsyncCallback<Exception>(_outlet.Fail)));

            private void PushNext()
            {
                if (_outlet.IsAvailable && _waiting.TryDequeue(out var element)) _outlet.Push(element);
            }
        }
    }
}
