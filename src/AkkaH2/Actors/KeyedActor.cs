using Akka.Actor;

namespace AkkaH2.Actors;

/// <summary>The actor of one key, and the requests that it has not replied to. May be used from any thread.</summary>
internal sealed class KeyedActor(string key, IActorRef actor, IActorRef parent) : INoSerializationVerificationNeeded
{
    private readonly Dictionary<ReplyAddress, object> _open = []; // each with its message; also the lock
    private bool _isUsed;
    private volatile bool _hasStopped;

    public IActorRef Actor => actor;

    /// <summary>True once a message for it was a dead letter.</summary>
    public bool HasStopped => _hasStopped;

    /// <summary>Tells the actor.</summary>
    public void Tell(object message, ReplyAddress reply)
    {
        reply.Keyed = this;
        lock (_open)
        {
            _isUsed = true;
            _open[reply] = message;
        }

        if (reply.Open is null)
            Remove(reply); // closed meanwhile
        else
            actor.Tell(message, reply.Ref);
    }

    /// <summary>The request has its answer, or needs none.</summary>
    public void Remove(ReplyAddress reply)
    {
        lock (_open)
            _open.Remove(reply);
    }

    /// <summary>The message of this request was a dead letter of this recipient. If that was the actor, its parent makes it anew, once for a request; else false.</summary>
    public bool TryAgain(IActorRef recipient, ReplyAddress reply)
    {
        if (reply.IsSecondTry || !recipient.Equals(actor))
            return false;

        object? message;
        lock (_open)
        {
            if (!_open.Remove(reply, out message))
                return false;
        }

        _hasStopped = reply.IsSecondTry = true;
        reply.Keyed = null;
        parent.Tell(new KeyedRequest(key, message, reply), reply.Ref);
        return true;
    }

    /// <summary>True if it has had no request since the last call, and has none.</summary>
    public bool IsIdle()
    {
        lock (_open)
        {
            var isIdle = !_isUsed && _open.Count == 0;
            _isUsed = false;
            return isIdle;
        }
    }

    /// <summary>It has stopped: nobody replies to the requests that it has.</summary>
    public void LoseAll()
    {
        ReplyAddress[] open;
        lock (_open)
            open = [.. _open.Keys];
        foreach (var reply in open)
            reply.OnActorStopped();
    }
}

/// <summary>To a <see cref="PerKeyActor"/>, from its reply address: a request for the actor of this key, which is not there. Where no parent is, it is a dead letter: 503.</summary>
internal sealed record KeyedRequest(string Key, object Message, ReplyAddress Reply) : INoSerializationVerificationNeeded;
