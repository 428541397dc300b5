using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.TestKit;

namespace Embedded.Contract.Tests;

/// <summary>Asynchronous boundaries: parts of a stream in actors of their own.</summary>
public sealed class StreamsBoundaryTests : StreamsSpec
{
    [Fact]
    public async Task All_elements_cross_in_order()
    {
        var result = await Source.From(Enumerable.Range(0, 20_000))
            .Select(x => x + 1).Async()
            .Select(x => x - 1).Async()
            .Select(x => x).Async()
            .RunWith(Sink.Seq<int>(), Materializer).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(Enumerable.Range(0, 20_000), result);
    }

    [Fact]
    public void No_more_elements_are_taken_than_the_buffer_holds()
    {
        var taken = 0;
        var probe = Source.From(Enumerable.Range(0, 1_000)).Select(x =>
            {
                Interlocked.Increment(ref taken);
                return x;
            })
            .Async()
            .RunWith(this.SinkProbe<int>().WithAttributes(Attributes.CreateInputBuffer(8, 8)), Materializer);

        probe.Request(2).ExpectNext(0, 1);
        probe.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        Assert.InRange(taken, 2, 2 + 8 + 1);
        probe.Cancel();
    }

    [Fact]
    public void Completion_crosses_behind_the_elements()
    {
        var (up, down) = Probes(Flow.Create<int>().Select(x => x).Async());

        down.EnsureSubscription();
        up.SendNext(1).SendNext(2).SendComplete();
        down.ExpectNoMsg(TimeSpan.FromMilliseconds(20));

        down.Request(2).ExpectNext(1, 2);
        down.ExpectComplete();
    }

    [Fact]
    public void Failure_crosses()
    {
        var (up, down) = Probes(Flow.Create<int>().Select(x => x).Async());

        down.EnsureSubscription();
        up.SendError(new Broken());

        Assert.IsType<Broken>(down.ExpectError());
    }

    [Fact]
    public void Cancellation_crosses()
    {
        var (up, down) = Probes(Flow.Create<int>().Select(x => x).Async());

        down.Request(1).Cancel();

        up.ExpectCancellation();
    }

    [Fact]
    public void A_cause_of_cancellation_crosses()
    {
        var (up, down) = Probes(Flow.Create<int>().Select(x => x).Async().Via(new Scripted<int, int>(logic => logic.Pushed = () => throw new Broken())));

        down.Request(1);
        up.SendNext(1);

        Assert.IsType<Broken>(down.ExpectError());
        up.ExpectCancellation();
    }

    [Fact]
    public async Task A_part_runs_on_the_dispatcher_that_it_names()
    {
        var thread = await Source.Single(1)
            .Select(_ => Thread.CurrentThread.IsThreadPoolThread)
            .WithAttributes(ActorAttributes.CreateDispatcher("streams-own-dispatcher")).Async()
            .RunWith(Sink.First<bool>(), DedicatedMaterializer()).WaitAsync(Soon);

        Assert.False(thread);
    }

    [Fact]
    public async Task A_materializer_runs_on_the_dispatcher_of_its_settings()
    {
        var thread = await Source.Single(1).Select(_ => Thread.CurrentThread.IsThreadPoolThread).RunWith(
            Sink.First<bool>(),
            Sys.Materializer(ActorMaterializerSettings.Create(DedicatedSystem()).WithDispatcher("streams-own-dispatcher"))).WaitAsync(Soon);

        Assert.False(thread);
    }

    [Fact]
    public void One_island_can_block_while_the_other_goes_on()
    {
        using var gate = new ManualResetEventSlim();
        var (up, down) = Probes(Flow.Create<int>().Select(x =>
        {
            gate.Wait(Soon);
            return x;
        }).Async());

        down.Request(1);
        up.SendNext(1);
        up.SendNext(2);
        gate.Set();

        down.ExpectNext(1);
        down.Cancel();
    }

    private ActorMaterializer DedicatedMaterializer()
    {
        DedicatedSystem();
        return Materializer;
    }

    private Akka.Actor.ActorSystem DedicatedSystem()
    {
        Sys.Settings.InjectTopLevelFallback(Akka.Configuration.ConfigurationFactory.ParseString(
            "streams-own-dispatcher { type = PinnedDispatcher }"));
        return Sys;
    }
}
