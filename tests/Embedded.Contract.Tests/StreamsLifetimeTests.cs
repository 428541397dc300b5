using System.Collections.Immutable;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Embedded.Contract.Tests;

/// <summary>Streams live no longer than what their materializer was made for.</summary>
public sealed class StreamsLifetimeTests : StreamsSpec
{
    [Fact]
    public async Task A_stream_stops_with_the_actor_whose_context_made_its_materializer()
    {
        var stopped = new TaskCompletionSource();
        var result = new TaskCompletionSource<Task<IImmutableList<int>>>();
        var owner = Sys.ActorOf(Props.Create(() => new Owner(stopped, result)));

        var running = await result.Task.WaitAsync(Soon);
        Watch(owner);
        owner.Tell(PoisonPill.Instance);

        ExpectTerminated(owner);
        await stopped.Task.WaitAsync(Soon);
        await Assert.ThrowsAsync<AbruptStageTerminationException>(() => running.WaitAsync(Soon));
    }

    [Fact]
    public async Task Shutdown_stops_the_streams_of_a_materializer()
    {
        var materializer = Own();
        var stopped = new TaskCompletionSource();
        var running = Source.Never<int>()
            .Via(new Scripted<int, int>(logic => logic.Stopped = stopped.SetResult))
            .RunWith(Sink.Seq<int>(), materializer);

        Assert.False(materializer.IsShutdown);
        materializer.Shutdown();

        Assert.True(materializer.IsShutdown);
        await stopped.Task.WaitAsync(Soon);
        await Assert.ThrowsAsync<AbruptStageTerminationException>(() => running.WaitAsync(Soon));
    }

    [Fact]
    public void Nothing_is_materialized_after_shutdown()
    {
        var materializer = Own();
        materializer.Shutdown();

        Assert.ThrowsAny<Exception>(() => { Source.Single(1).To(Sink.Ignore<int>()).Run(materializer); });
    }

    [Fact]
    public async Task A_stream_stops_with_the_system()
    {
        var system = ActorSystem.Create("short");
        var running = Source.Never<int>().RunWith(Sink.Seq<int>(), system.Materializer());

        await system.Terminate().WaitAsync(Soon);

        await Assert.ThrowsAsync<AbruptStageTerminationException>(() => running.WaitAsync(Soon));
    }

    [Fact]
    public async Task An_abrupt_end_crosses_an_asynchronous_boundary()
    {
        var materializer = Own();
        var running = Source.Never<int>().Async().RunWith(Sink.Seq<int>(), materializer);

        materializer.Shutdown();

        await Assert.ThrowsAnyAsync<Exception>(() => running.WaitAsync(Soon));
    }

    [Fact]
    public void The_materializer_of_a_system_is_one()
    {
        Assert.Same(Sys.Materializer(), Sys.Materializer());
        Assert.Same(Sys.Materializer(), ActorMaterializer.Create(Sys));
    }

    [Fact]
    public void Each_materializer_with_settings_is_its_own()
    {
        using var first = Own();
        using var second = Own();

        Assert.NotSame(first, second);
        first.Shutdown();
        Assert.False(second.IsShutdown);
        Assert.False(Materializer.IsShutdown);
    }

    private ActorMaterializer Own() => ActorMaterializer.Create(Sys, ActorMaterializerSettings.Create(Sys));

    private sealed class Owner : ReceiveActor
    {
        public Owner(TaskCompletionSource stopped, TaskCompletionSource<Task<IImmutableList<int>>> result)
        {
            var materializer = Context.Materializer();
            result.SetResult(Source.Never<int>()
                .Via(new Scripted<int, int>(logic => logic.Stopped = () => stopped.TrySetResult()))
                .RunWith(Sink.Seq<int>(), materializer));
        }
    }
}
