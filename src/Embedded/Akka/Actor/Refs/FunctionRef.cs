using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>
/// A ref whose messages go straight to a function, on the thread of who sends. It may watch and be watched as an actor
/// may: what it watches is reported to the function as <see cref="Terminated"/>.
/// </summary>
internal sealed class FunctionRef(ActorPath path, IActorRefProvider provider, ActorSystem system, Action<IActorRef, object> tell) : MinimalActorRef
{
    private readonly HashSet<IActorRef> _watching = [];
    private HashSet<IActorRef>? _watchedBy = [];

    public override ActorPath Path => path;

    public override IActorRefProvider Provider => provider;

    public override bool IsTerminated
    {
        get
        {
            lock (_watching)
                return _watchedBy is null;
        }
    }

    public void Watch(IActorRef actor)
    {
        lock (_watching)
        {
            if (!_watching.Add(actor))
                return;
        }

        ((IInternalActorRef)actor).SendSystemMessage(new Watch((IInternalActorRef)actor, this));
    }

    public void Unwatch(IActorRef actor)
    {
        lock (_watching)
        {
            if (!_watching.Remove(actor))
                return;
        }

        ((IInternalActorRef)actor).SendSystemMessage(new Unwatch((IInternalActorRef)actor, this));
    }

    public override void SendSystemMessage(ISystemMessage message)
    {
        switch (message)
        {
            case Watch watch: AddWatcher(watch); break;
            case Unwatch unwatch: RemoveWatcher(unwatch.Watcher); break;
            case DeathWatchNotification notification: OnTerminated(notification); break;
        }
    }

    public override void Stop()
    {
        IActorRef[] watching;
        IActorRef[] watchers;
        lock (_watching)
        {
            watching = [.. _watching];
            watchers = [.. _watchedBy ?? []];
            _watching.Clear();
            _watchedBy = null;
        }

        foreach (var actor in watching)
            ((IInternalActorRef)actor).SendSystemMessage(new Unwatch((IInternalActorRef)actor, this));

        foreach (var watcher in watchers)
            ((IInternalActorRef)watcher).SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: true, addressTerminated: false));
    }

    protected override void TellInternal(object message, IActorRef sender) => tell(sender ?? system.DeadLetters, message);

    private void AddWatcher(Watch watch)
    {
        lock (_watching)
        {
            if (_watchedBy is { } watchers)
            {
                watchers.Add(watch.Watcher);
                return;
            }
        }

        watch.Watcher.SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: true, addressTerminated: false));
    }

    private void RemoveWatcher(IActorRef watcher)
    {
        lock (_watching)
            _watchedBy?.Remove(watcher);
    }

    private void OnTerminated(DeathWatchNotification notification)
    {
        lock (_watching)
        {
            if (!_watching.Remove(notification.Actor))
                return;
        }

        tell(notification.Actor, new Terminated(notification.Actor, notification.ExistenceConfirmed, notification.AddressTerminated));
    }
}
