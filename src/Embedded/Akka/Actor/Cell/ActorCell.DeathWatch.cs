using Akka.Dispatch.SysMsg;
using Akka.Util.Internal;

namespace Akka.Actor;

public partial class ActorCell
{
    private const int MostKeptQueued = 16;

    /// <summary>Whom this actor watches, with the message that tells it (null: Terminated).</summary>
    private SmallMap<IActorRef, object?> _watching;

    /// <summary>Deaths that are in the mailbox already, not handled yet.</summary>
    private Dictionary<IActorRef, object?>? _terminatedQueued;

    /// <summary>Nobody, one ref, or a set of refs.</summary>
    private object? _watchedBy;

    public IActorRef Watch(IActorRef subject) => WatchFor(subject, null);

    public IActorRef WatchWith(IActorRef subject, object message) => WatchFor(subject, message ?? throw new ArgumentNullException(nameof(message)));

    public IActorRef Unwatch(IActorRef subject)
    {
        var watchee = (IInternalActorRef)subject;
        if (!_self.Equals(watchee) && _watching.Remove(watchee))
            watchee.SendSystemMessage(new Unwatch(watchee, _self));

        _terminatedQueued?.Remove(watchee);
        return watchee;
    }

    private IActorRef WatchFor(IActorRef subject, object? message)
    {
        var watchee = (IInternalActorRef)subject;
        if (_self.Equals(watchee))
            return watchee;

        // Who watches already goes on as it began, until it unwatches.
        if (_watching.TryAdd(watchee, message))
            watchee.SendSystemMessage(new Watch(watchee, _self));
        return watchee;
    }

    private void WatchedActorTerminated(DeathWatchNotification death)
    {
        var actor = death.Actor;
        if (_watching.Remove(actor, out var message) && !IsTerminating)
        {
            _self.Tell(new Terminated(actor, death.ExistenceConfirmed, death.AddressTerminated), actor);
            (_terminatedQueued ??= [])[actor] = message;
        }

        if (_children is { } children && children.TryGetByRef(actor, out _))
            HandleChildTerminated(actor);
    }

    /// <summary>Nothing is delivered for a death whose watch was taken back meanwhile.</summary>
    private void ReceivedTerminated(Terminated terminated)
    {
        if (_terminatedQueued is not { } queued || !queued.Remove(terminated.ActorRef, out var message))
            return;

        // Many deaths at once are rare: their room is not kept.
        if (queued.Count == 0 && queued.Capacity > MostKeptQueued)
            _terminatedQueued = null;
        ReceiveMessage(message ?? terminated);
    }

    private void AddWatcher(Watch watch)
    {
        var selfWatched = watch.Watchee.Equals(_self);
        var selfWatches = watch.Watcher.Equals(_self);
        if (selfWatched && !selfWatches)
            AddWatcher(watch.Watcher);
        else if (!selfWatched && selfWatches)
            Watch(watch.Watchee);
    }

    private void AddWatcher(IActorRef watcher)
    {
        switch (_watchedBy)
        {
            case null: _watchedBy = watcher; break;
            case HashSet<IActorRef> many: many.Add(watcher); break;
            case IActorRef one when !one.Equals(watcher): _watchedBy = new HashSet<IActorRef> { one, watcher }; break;
        }
    }

    private void RemoveWatcher(Unwatch unwatch)
    {
        if (!unwatch.Watchee.Equals(_self))
            Unwatch(unwatch.Watchee);
        else if (_watchedBy is HashSet<IActorRef> many)
            many.Remove(unwatch.Watcher);
        else if (unwatch.Watcher.Equals(_watchedBy as IActorRef))
            _watchedBy = null;
    }

    /// <summary>The parent is told whether it watches or not, once.</summary>
    private void TellWatchersWeDied()
    {
        var watchers = _watchedBy;
        _watchedBy = null;
        if (watchers is HashSet<IActorRef> many)
        {
            foreach (var watcher in many)
                TellDeath(watcher);
        }
        else if (watchers is IActorRef one)
        {
            TellDeath(one);
        }
    }

    private void TellDeath(IActorRef watcher)
    {
        if (!watcher.Equals(_parent))
            ((IInternalActorRef)watcher).SendSystemMessage(new DeathWatchNotification(_self, existenceConfirmed: true, addressTerminated: false));
    }

    private void UnwatchWatchedActors()
    {
        var watching = _watching;
        _watching = default;
        _terminatedQueued = null;
        foreach (var watchee in watching.Keys)
            ((IInternalActorRef)watchee).SendSystemMessage(new Unwatch((IInternalActorRef)watchee, _self));
    }
}
