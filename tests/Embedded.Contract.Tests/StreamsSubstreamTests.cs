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

    /// <summary>A stage that hands out a sub-source; what it does with its outlet the test says: a push waits for demand.</summary>
    private HandedOutSource HandedOut(Action? onCancel = null)
    {
        var ready = new TaskCompletionSource<HandedOutSource>();
        var (_, down) = Probes(new Scripted<int, int>(logic =>
        {
            logic.Pulled = () => { };
            logic.Started = () => ready.SetResult(new HandedOutSource(logic, onCancel));
        }));
        down.Request(1);
        AwaitCondition(() => ready.Task.IsCompleted);
        return ready.Task.GetAwaiter().GetResult();
    }

    private sealed class HandedOutSource
    {
        private readonly GraphStageLogic.SubSourceOutlet<int> _outlet;
        private readonly Queue<int> _waiting = new();
        private readonly Action<Action> _inside;

        public HandedOutSource(ScriptedLogic<int, int> logic, Action? onCancel)
        {
            _outlet = new GraphStageLogic.SubSourceOutlet<int>(logic, "sub");
            _outlet.SetHandler(new GraphStageLogic.LambdaOutHandler(PushNext, _ => onCancel?.Invoke()));
            _inside = logic.Callback<Action>(action => action());
        }

        public IGraph<SourceShape<int>, Akka.NotUsed> Source => _outlet.Source;

        public void Push(int element) => _inside(() =>
        {
            _waiting.Enqueue(element);
            PushNext();
        });

        public void Complete() => _inside(_outlet.Complete);

        public void Fail(Exception cause) => _inside(() => _outlet.Fail(cause));

        private void PushNext()
        {
            if (_outlet.IsAvailable && _waiting.TryDequeue(out var element)) _outlet.Push(element);
        }
    }
}
