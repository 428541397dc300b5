using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public static class GracefulStopSupport
{
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) => target.GracefulStop(timeout, PoisonPill.Instance);

    /// <summary>True once the actor has stopped; false when the time is up before.</summary>
    public static async Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object stopMessage)
    {
        var watcher = DeathPromise.Watch(target);
        target.Tell(stopMessage, ActorRefs.NoSender);
        try
        {
            await watcher.Died.WaitAsync(timeout).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            watcher.Unwatch();
            return false;
        }
    }
}

public static class WatchAsyncSupport
{
    /// <summary>True once the actor has stopped; false when the token was cancelled before.</summary>
    public static async Task<bool> WatchAsync(this IActorRef target, CancellationToken token = default)
    {
        var watcher = DeathPromise.Watch(target);
        try
        {
            await watcher.Died.WaitAsync(token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            watcher.Unwatch();
            return false;
        }
    }
}

/// <summary>Watches one actor from outside of any actor.</summary>
internal sealed class DeathPromise(IInternalActorRef target, ActorPath path) : MinimalActorRef
{
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Died => _died.Task;

    public override ActorPath Path => path;

    public override IActorRefProvider Provider => target.Provider;

    public static DeathPromise Watch(IActorRef target)
    {
        var internalTarget = (IInternalActorRef)target;
        var watcher = new DeathPromise(internalTarget, internalTarget.Provider.TempPath());
        internalTarget.SendSystemMessage(new Watch(internalTarget, watcher));
        return watcher;
    }

    public void Unwatch() => target.SendSystemMessage(new Unwatch(target, this));

    public override void SendSystemMessage(ISystemMessage message)
    {
        if (message is DeathWatchNotification)
            _died.TrySetResult();
    }
}
