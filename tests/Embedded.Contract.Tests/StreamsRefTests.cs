using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.TestKit;

namespace Embedded.Contract.Tests;

/// <summary>Stream refs: a source or a sink that is told like a value, and run by whoever gets it.</summary>
public sealed class StreamsRefTests() : StreamsSpec("akka.stream.materializer.stream-ref.buffer-capacity = 4")
{
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task A_source_ref_carries_the_elements_in_order_and_the_end()
    {
        var offered = await Source.From(Enumerable.Range(0, 1_000)).RunWith(StreamRefs.SourceRef<int>(), Materializer).WaitAsync(Soon);

        Assert.Equal(Enumerable.Range(0, 1_000), await offered.Source.RunWith(Sink.Seq<int>(), Materializer).WaitAsync(Soon));
    }

    [Fact]
    public async Task A_sink_ref_carries_the_elements_in_order_and_the_end()
    {
        var (offered, result) = StreamRefs.SinkRef<int>().ToMaterialized(Sink.Seq<int>(), Keep.Both).Run(Materializer);

        Source.From(Enumerable.Range(0, 1_000)).RunWith((await offered.WaitAsync(Soon)).Sink, Materializer);

        Assert.Equal(Enumerable.Range(0, 1_000), await result.WaitAsync(Soon));
    }

    [Fact]
    public async Task A_ref_can_be_told()
    {
        TestActor.Tell(await Source.From(["a", "b"]).RunWith(StreamRefs.SourceRef<string>(), Materializer).WaitAsync(Soon), TestActor);

        var offered = ExpectMsg<ISourceRef<string>>();

        Assert.Equal(["a", "b"], await offered.Source.RunWith(Sink.Seq<string>(), Materializer).WaitAsync(Soon));
    }

    [Fact]
    public async Task No_more_is_taken_than_was_asked_for_and_the_buffer_holds()
    {
        var taken = 0;
        var offered = await Source.From(Enumerable.Range(0, 1_000))
            .Select(x =>
            {
                Interlocked.Increment(ref taken);
                return x;
            })
            .RunWith(StreamRefs.SourceRef<int>(), Materializer).WaitAsync(Soon);
        Assert.Equal(0, taken);

        var down = offered.Source.RunWith(this.SinkProbe<int>(), Materializer);
        down.Request(2).ExpectNext(0, 1).ExpectNoMsg(_moment);

        Assert.InRange(taken, 2, 2 + 4);
        down.Request(100).ExpectNextN(Enumerable.Range(2, 100));
        down.Cancel();
    }

    [Fact]
    public async Task The_end_waits_for_the_elements_before_it()
    {
        var (up, down) = await SourceRef();

        down.EnsureSubscription();
        up.SendNext(1).SendNext(2).SendComplete();
        down.ExpectNoMsg(_moment);

        down.Request(2).ExpectNext(1, 2).ExpectComplete();
    }

    [Fact]
    public async Task What_ended_before_anybody_ran_it_still_ends()
    {
        var offered = await Source.Empty<int>().RunWith(StreamRefs.SourceRef<int>(), Materializer).WaitAsync(Soon);

        offered.Source.RunWith(this.SinkProbe<int>(), Materializer).ExpectSubscriptionAndComplete();
    }

    [Fact]
    public async Task What_failed_before_anybody_ran_it_still_fails()
    {
        var offered = await Source.Failed<int>(new Broken()).RunWith(StreamRefs.SourceRef<int>(), Materializer).WaitAsync(Soon);

        IsRemoteFailure("broken", offered.Source.RunWith(this.SinkProbe<int>(), Materializer).ExpectSubscriptionAndError());
    }

    [Fact]
    public async Task A_failure_goes_over_as_a_remote_one()
    {
        var (up, down) = await SourceRef();

        down.Request(1);
        up.SendError(new Broken());

        IsRemoteFailure("broken", down.ExpectError());
    }

    [Fact]
    public async Task A_failure_goes_into_a_sink_ref_as_a_remote_one()
    {
        var (up, down) = await SinkRef();

        down.Request(1);
        up.SendError(new Broken());

        IsRemoteFailure("broken", down.ExpectError());
    }

    [Fact]
    public async Task Cancelling_a_source_ref_cancels_its_origin()
    {
        var (up, down) = await SourceRef();

        down.Request(1);
        up.SendNext(1);
        down.ExpectNext(1);
        down.Cancel();

        up.ExpectCancellation();
    }

    [Fact]
    public async Task Cancelling_the_origin_of_a_sink_ref_cancels_who_feeds_it()
    {
        var (up, down) = await SinkRef();

        down.Request(1);
        up.SendNext(1);
        down.ExpectNext(1);
        down.Cancel();

        up.ExpectCancellation();
    }

    [Fact]
    public async Task A_source_ref_that_nobody_runs_ends_in_time()
    {
        var cause = new TaskCompletionSource<Exception>();
        await Source.Never<int>()
            .Via(new Scripted<int, int>(logic => logic.Cancelled = cause.SetResult))
            .RunWith(StreamRefs.SourceRef<int>().AddAttributes(StreamRefAttributes.CreateSubscriptionTimeout(_moment)), Materializer).WaitAsync(Soon);

        Assert.IsType<StreamRefSubscriptionTimeoutException>(await cause.Task.WaitAsync(Soon));
    }

    [Fact]
    public void A_sink_ref_that_nobody_runs_fails_in_time()
    {
        var down = StreamRefs.SinkRef<int>().AddAttributes(StreamRefAttributes.CreateSubscriptionTimeout(_moment)).RunWith(this.SinkProbe<int>(), Materializer);

        Assert.IsType<StreamRefSubscriptionTimeoutException>(down.ExpectSubscriptionAndError());
    }

    [Fact]
    public async Task A_ref_that_is_run_too_late_fails()
    {
        var up = this.SourceProbe<int>()
            .ToMaterialized(StreamRefs.SourceRef<int>().AddAttributes(StreamRefAttributes.CreateSubscriptionTimeout(_moment)), Keep.Both).Run(Materializer);
        var offered = await up.Item2.WaitAsync(Soon);
        up.Item1.ExpectCancellation();

        IsRemoteFailure("", Impatient(offered.Source).RunWith(this.SinkProbe<int>(), Materializer).ExpectSubscriptionAndError());
    }

    [Fact]
    public async Task A_ref_that_is_run_twice_serves_the_first()
    {
        var (up, offered) = this.SourceProbe<int>().ToMaterialized(StreamRefs.SourceRef<int>(), Keep.Both).Run(Materializer);
        var source = (await offered.WaitAsync(Soon)).Source;
        var first = source.RunWith(this.SinkProbe<int>(), Materializer);
        first.Request(2);
        up.SendNext(1);
        first.ExpectNext(1);

        source.RunWith(this.SinkProbe<int>(), Materializer).Request(1).Cancel();
        up.SendNext(2);

        first.ExpectNext(2);
    }

    [Fact]
    public async Task A_source_ref_fails_when_its_origin_is_gone()
    {
        var elsewhere = Own();
        var offered = await Source.Never<int>().RunWith(StreamRefs.SourceRef<int>(), elsewhere).WaitAsync(Soon);
        var down = Impatient(offered.Source).RunWith(this.SinkProbe<int>(), Materializer);

        down.Request(1).ExpectNoMsg(_moment);
        elsewhere.Shutdown();

        IsRemoteFailure("", down.ExpectError());
    }

    [Fact]
    public async Task The_origin_of_a_source_ref_ends_when_who_ran_it_is_gone()
    {
        var elsewhere = Own();
        var (up, offered) = this.SourceProbe<int>().ToMaterialized(Impatient(StreamRefs.SourceRef<int>()), Keep.Both).Run(Materializer);
        var down = (await offered.WaitAsync(Soon)).Source.RunWith(this.SinkProbe<int>(), elsewhere);

        down.Request(1);
        up.SendNext(1);
        down.ExpectNext(1);
        elsewhere.Shutdown();

        up.ExpectCancellation();
    }

    [Fact]
    public async Task The_origin_of_a_sink_ref_fails_when_who_feeds_it_is_gone()
    {
        var elsewhere = Own();
        var (offered, down) = Impatient(StreamRefs.SinkRef<int>()).ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Materializer);
        Source.From([1]).Concat(Source.Never<int>()).RunWith((await offered.WaitAsync(Soon)).Sink, elsewhere);

        down.Request(2).ExpectNext(1);
        elsewhere.Shutdown();

        IsRemoteFailure("", down.ExpectError());
    }

    private static void IsRemoteFailure(string message, Exception failure) =>
        Assert.Contains(message, Assert.IsType<RemoteStreamRefActorTerminatedException>(failure).Message);

    private static Source<T, TMat> Impatient<T, TMat>(Source<T, TMat> source) =>
        source.AddAttributes(StreamRefAttributes.CreateFinalTerminationSignalDeadline(_moment));

    private static Sink<T, TMat> Impatient<T, TMat>(Sink<T, TMat> sink) =>
        sink.AddAttributes(StreamRefAttributes.CreateFinalTerminationSignalDeadline(_moment));

    private ActorMaterializer Own() => ActorMaterializer.Create(Sys, ActorMaterializerSettings.Create(Sys));

    private async Task<(TestPublisher.Probe<int> Up, TestSubscriber.Probe<int> Down)> SourceRef()
    {
        var (up, offered) = this.SourceProbe<int>().ToMaterialized(StreamRefs.SourceRef<int>(), Keep.Both).Run(Materializer);
        return (up, (await offered.WaitAsync(Soon)).Source.RunWith(this.SinkProbe<int>(), Materializer));
    }

    private async Task<(TestPublisher.Probe<int> Up, TestSubscriber.Probe<int> Down)> SinkRef()
    {
        var (offered, down) = StreamRefs.SinkRef<int>().ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Materializer);
        return (this.SourceProbe<int>().To((await offered.WaitAsync(Soon)).Sink).Run(Materializer), down);
    }
}
