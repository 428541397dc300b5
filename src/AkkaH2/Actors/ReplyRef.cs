using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace AkkaH2.Actors;

/// <summary>
/// The sender that an actor endpoint sees: one for each exchange, so that a reply says by where it was sent which request it answers. Who watches it
/// learns when the exchange is over. It has a path, and can be found by it, only once somebody looks at that path, as remoting does.
/// </summary>
internal sealed class ReplyRef(Exchange exchange, IActorRef stream, IActorRefProvider provider) : MinimalActorRef
{
    private readonly Lock _gate = new();
    private ActorPath? _path;
    private HashSet<IInternalActorRef>? _watchers;
    private bool _closed;

    public Exchange Exchange => exchange;

    public override ActorPath Path
    {
        get
        {
            lock (_gate)
                return _path ??= Register();
        }
    }

    public override IActorRefProvider Provider => provider;

    /// <summary>The exchange is over: what is sent here from now on is a dead letter.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            if (_path is not null)
                provider.UnregisterTempActor(_path);
        }

        foreach (var watcher in _watchers ?? [])
            Notify(watcher, existed: true);
    }

    public override void SendSystemMessage(ISystemMessage message)
    {
        switch (message)
        {
            case Watch watch when !TryWatch(watch.Watcher): Notify(watch.Watcher, existed: false); break;
            case Unwatch unwatch: Forget(unwatch.Watcher); break;
        }
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (Volatile.Read(ref _closed))
            provider.DeadLetters.Tell(new DeadLetter(message, sender ?? provider.DeadLetters, this), this);
        else
            stream.Tell(new Replied(this, message), sender);
    }

    private ActorPath Register()
    {
        var path = provider.TempPath();
        if (!_closed)
            provider.RegisterTempActor(this, path);
        return path;
    }

    private bool TryWatch(IInternalActorRef watcher)
    {
        lock (_gate)
        {
            if (!_closed)
                (_watchers ??= []).Add(watcher);
            return !_closed;
        }
    }

    private void Forget(IInternalActorRef watcher)
    {
        lock (_gate)
        {
            if (!_closed)
                _watchers?.Remove(watcher);
        }
    }

    private void Notify(IInternalActorRef watcher, bool existed) =>
        watcher.SendSystemMessage(new DeathWatchNotification(this, existed, addressTerminated: false));
}

/// <summary>ReplyRef → StreamActor: what an actor endpoint said.</summary>
internal sealed class Replied(ReplyRef to, object message) : IDeadLetterSuppression
{
    public ReplyRef To { get; } = to;

    public object Message { get; } = message;
}
