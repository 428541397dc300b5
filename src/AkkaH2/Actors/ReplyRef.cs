using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace AkkaH2.Actors;

/// <summary>
/// The sender that an actor endpoint sees: one for each exchange, so that a reply says by where it was sent which request it answers. A whole response
/// goes from here to the connection, by the thread of whoever replies; what takes longer, or has failed, goes to the StreamActor. Who watches it
/// learns when the exchange is over. It has a path, and can be found by it, only once somebody looks at that path, as remoting does.
/// </summary>
internal sealed class ReplyRef(Exchange exchange, IActorRef target, IActorRef stream) : MinimalActorRef
{
    private Exchange? _open = exchange;
    private Lock? _gate; // of what few exchanges have: a path, and watchers
    private ActorPath? _path;
    private HashSet<IInternalActorRef>? _watchers;

    /// <summary>Who was asked.</summary>
    public IActorRef Target => target;

    public override ActorPath Path
    {
        get
        {
            lock (Gate)
                return _path ??= Register();
        }
    }

    public override IActorRefProvider Provider => ((IInternalActorRef)stream).Provider;

    private Lock Gate => Volatile.Read(ref _gate) ?? Interlocked.CompareExchange(ref _gate, new Lock(), null) ?? _gate;

    /// <summary>The exchange, until it has its answer or needs none.</summary>
    public Exchange? Open => Volatile.Read(ref _open);

    /// <summary>Answers, if nobody has.</summary>
    public void AnswerIfOpen(Response response)
    {
        if (Close() is { } asked)
            Answer(asked, response);
    }

    /// <summary>What is told here from now on is a dead letter. The exchange, for the first one who closes; null for all others.</summary>
    public Exchange? Close()
    {
        var closed = Interlocked.Exchange(ref _open, null);
        if (closed is not null && Volatile.Read(ref _gate) is { } gate)
            Disappear(gate);
        return closed;
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
        switch (message)
        {
            case Response { Stream: null } response when Close() is { } asked: Answer(asked, response); break;
            case Informational hint when Open is { } asked: Inform(asked, hint); break;
            case Response or Status.Failure when Close() is { } asked: stream.Tell(new Replied(asked, message), sender); break;
            case not (Response or Status.Failure) when Open is { } asked: stream.Tell(new Replied(asked, message), sender); break;
            default: Provider.DeadLetters.Tell(new DeadLetter(message, sender ?? Provider.DeadLetters, this), this); break;
        }
    }

    private void Inform(Exchange asked, Informational hint)
    {
        try
        {
            asked.Inform(hint.Status, hint.Headers);
        }
        catch (Exception cause) when (Close() is not null)
        {
            Fail(asked, cause);
        }
        catch (Exception)
        {
            // It is answered already.
        }
    }

    private void Answer(Exchange asked, Response response)
    {
        try
        {
            asked.Hold();
            asked.Respond(response);
            asked.EndWork();
        }
        catch (Exception cause)
        {
            Fail(asked, cause);
        }
    }

    // What is wrong with a reply is a failure of the endpoint; it is not thrown at whoever replies.
    private void Fail(Exchange asked, Exception cause) => stream.Tell(new Replied(asked, new Status.Failure(cause)), this);

    private ActorPath Register()
    {
        var path = Provider.TempPath();
        if (Open is not null)
            Provider.RegisterTempActor(this, path);
        return path;
    }

    private void Disappear(Lock gate)
    {
        lock (gate)
        {
            if (_path is not null)
                Provider.UnregisterTempActor(_path);
        }

        // Nobody is added any more: it is closed.
        if (_watchers is not null)
        {
            foreach (var watcher in _watchers)
                Notify(watcher, existed: true);
        }
    }

    private bool TryWatch(IInternalActorRef watcher)
    {
        lock (Gate)
        {
            if (Open is null)
                return false;
            (_watchers ??= []).Add(watcher);
            return true;
        }
    }

    private void Forget(IInternalActorRef watcher)
    {
        lock (Gate)
        {
            if (Open is not null)
                _watchers?.Remove(watcher);
        }
    }

    private void Notify(IInternalActorRef watcher, bool existed) =>
        watcher.SendSystemMessage(new DeathWatchNotification(this, existed, addressTerminated: false));
}

/// <summary>ReplyRef → StreamActor: what an actor endpoint said.</summary>
internal sealed class Replied(Exchange to, object message) : IDeadLetterSuppression
{
    public Exchange To { get; } = to;

    public object Message { get; } = message;
}
