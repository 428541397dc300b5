using Akka.Actor;
using AkkaH2.Endpoints;

namespace AkkaH2.Actors;

/// <summary>The actor of one key, and how many requests it has not replied to. May be used from any thread.</summary>
internal sealed class KeyedActor(string key, IActorRef actor, IActorRef parent, Askers askers) : INoSerializationVerificationNeeded
{
    private int _open;
    private bool _isUsed;
    private volatile bool _hasStopped;

    public IActorRef Actor => actor;

    /// <summary>True if telling it never waits.</summary>
    public bool TakesAnyMessage { get; } = ActorTarget.TakesAnyMessage(actor);

    /// <summary>True once a message for it was a dead letter.</summary>
    public bool HasStopped => _hasStopped;

    /// <summary>Tells the actor.</summary>
    public void Tell(object message, ReplyAddress reply)
    {
        Interlocked.Increment(ref _open);
        if (!Volatile.Read(ref _isUsed))
            Volatile.Write(ref _isUsed, true);
        (reply.Target, reply.Kept) = (actor, message);
        reply.GiveTo(this);
        if (reply.Open is null)
            reply.TakeFromKeyed()?.OnTaken(); // closed meanwhile
        else
            actor.Tell(message, reply);
    }

    /// <summary>One of its requests has its answer, needs none, or goes to another actor.</summary>
    public void OnTaken() => Interlocked.Decrement(ref _open);

    /// <summary>The message of this request was a dead letter of this recipient. If that was the actor, its parent makes it anew, once for a request; else false.</summary>
    public bool TryAgain(IActorRef recipient, ReplyAddress reply)
    {
        if (reply.IsSecondTry || reply.Kept is not { } message || !recipient.Equals(actor) || reply.TakeFromKeyed() is null)
            return false;

        OnTaken();
        _hasStopped = reply.IsSecondTry = true;
        reply.Target = null;
        parent.Tell(new KeyedRequest(key, message, reply), reply);
        return true;
    }

    /// <summary>True if it has had no request since the last call, and has none.</summary>
    public bool IsIdle()
    {
        var isIdle = !Volatile.Read(ref _isUsed) && Volatile.Read(ref _open) == 0;
        Volatile.Write(ref _isUsed, false);
        return isIdle;
    }

    /// <summary>It has stopped: nobody replies to the requests that it has.</summary>
    public void LoseAll()
    {
        if (Volatile.Read(ref _open) == 0)
            return;

        foreach (var reply in askers.Open)
        {
            if (reply.Keyed == this)
                reply.OnActorStopped();
        }
    }
}

/// <summary>To a <see cref="PerKeyActor"/>, from its reply address: a request for the actor of this key, which is not there. Where no parent is, it is a dead letter: 503.</summary>
internal sealed record KeyedRequest(string Key, object Message, ReplyAddress Reply) : INoSerializationVerificationNeeded;
