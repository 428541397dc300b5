using Akka.Actor;
using Akka.Streams.Implementation;
using Akka.TestKit;

namespace Akka.Streams.TestKit;

public static class Utils
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Stops what still runs, runs the block, and fails unless all streams that it made end soon.</summary>
    public static void AssertAllStagesStopped(
        this TestKitBase spec, Action block, IMaterializer materializer, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        spec.AssertAllStagesStoppedAsync(Awaitable(block), materializer, timeout, cancellationToken).GetAwaiter().GetResult();

    public static T AssertAllStagesStopped<T>(
        this TestKitBase spec, Func<T> block, IMaterializer materializer, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        spec.AssertAllStagesStoppedAsync(() => Task.FromResult(block()), materializer, timeout, cancellationToken).GetAwaiter().GetResult();

    public static Task AssertAllStagesStoppedAsync(
        this TestKitBase spec, Func<Task> block, IMaterializer materializer, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        spec.AssertAllStagesStoppedAsync(
            async () =>
            {
                await block();
                return NotUsed.Instance;
            },
            materializer, timeout, cancellationToken);

    public static async Task<T> AssertAllStagesStoppedAsync<T>(
        this TestKitBase spec, Func<Task<T>> block, IMaterializer materializer, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        if (materializer is not ActorMaterializer { Supervisor: var supervisor }) return await block();

        var probe = spec.CreateTestProbe(spec.Sys);
        probe.Send(supervisor, StreamSupervisor.StopChildren.Instance);
        await probe.ExpectMsgAsync<StreamSupervisor.StoppedChildren>(cancellationToken: cancellationToken);

        var result = await block();
        await probe.AwaitConditionAsync(() => NoneIsLeft(supervisor, probe, cancellationToken), timeout ?? DefaultTimeout, cancellationToken);
        return result;
    }

    private static Func<Task> Awaitable(Action block) => () =>
    {
        block();
        return Task.CompletedTask;
    };

    private static async Task<bool> NoneIsLeft(IActorRef supervisor, TestProbe probe, CancellationToken cancellationToken)
    {
        supervisor.Tell(StreamSupervisor.GetChildren.Instance, probe.Ref);
        return (await probe.ExpectMsgAsync<StreamSupervisor.Children>(cancellationToken: cancellationToken)).Refs.Count == 0;
    }
}
