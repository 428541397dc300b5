using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>
/// A ref whose messages go straight to a function, on the thread of who sends. It may watch and be watched as an actor
/// may: what it watches is reported to the function as <see cref="Terminated"/>.
/// </summary>
internal sealed class FunctionRef(ActorPath path, IActorRefProvider provider, ActorSystem system, Action<IActorRef, object> tell) : MinimalActorRef
{
    private HashSet<IActorRef>? _watching;
    private HashSet<IActorRef>? _watchedBy;
    private bool _stopped;

    public override ActorPath Path => path;

    public override IActorRefProvider Provider => provider;

    public override bool IsTerminated
    {
        get
        {
            lock (this)
                return _stopped;
        }
    }

    public void Watch(IActorRef actor)
    {
        lock (this)
        {
            if (!(_watching ??= []).Add(actor))
                return;
        }

        ((IInternalActorRef)actor).SendSystemMessage(new Watch((IInternalActorRef)actor, this));
    }

    public void Unwatch(IActorRef actor)
    {
        lock (this)
        {
            if (_watching?.Remove(actor) != true)
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
        lock (this)
        {
            watching = [.. _watching ?? []];
            watchers = [.. _watchedBy ?? []];
            (_watching, _watchedBy, _stopped) = (null, null, true);
        }

        foreach (var actor in watching)
            ((IInternalActorRef)actor).SendSystemMessage(new Unwatch((IInternalActorRef)actor, this));

        foreach (var watcher in watchers)
            ((IInternalActorRef)watcher).SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: true, addressTerminated: false));
    }

    protected override void TellInternal(object message, IActorRef sender) => tell(sender ?? system.DeadLetters, message);

    private void AddWatcher(Watch watch)
    {
        lock (this)
        {
            if (!_stopped)
            {
                (_watchedBy ??= []).Add(watch.Watcher);
                return;
            }
        }

        watch.Watcher.SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: true, addressTerminated: false));
    }

    private void RemoveWatcher(IActorRef watcher)
    {
        lock (this)
            _watchedBy?.Remove(watcher);
    }

    private void OnTerminated(DeathWatchNotification notification)
    {
        lock (this)
        {
            if (_watching?.Remove(notification.Actor) != true)
                return;
        }

        tell(notification.Actor, new Terminated(notification.Actor, notification.ExistenceConfirmed, notification.AddressTerminated));
    }
}
