using Akka.Actor;

namespace AkkaH2.Cluster;

/// <summary>A request that its entity may not have answered yet.</summary>
/// <param name="message">For the region.</param>
/// <param name="isRepeatable">True if this may be done twice.</param>
internal sealed class ShardCall(object message, bool isRepeatable)
{
    private volatile bool _isLost;
    private bool _wasRepeated;

    public object Message => message;

    /// <summary>The node that has said to have it; null if none has.</summary>
    public Address? Node { get; set; }

    /// <summary>How long it has been there, about.</summary>
    public TimeSpan Age { get; set; }

    /// <summary>True until it is told again.</summary>
    public bool IsLost { get => _isLost; set => _isLost = value; }

    /// <param name="message">The request, or what was made of it.</param>
    /// <param name="request">The request; null if nobody waits for an answer any more.</param>
    /// <param name="reply">Where its node is to be said.</param>
    public static ShardCall Of(object message, Request? request, IActorRef reply)
    {
        // RFC 9110 §9.2.2: what is idempotent may be done twice; a body may have been read.
        var isRepeatable = request is { Method: "GET" or "HEAD" or "OPTIONS" or "TRACE" or "PUT" or "DELETE", Body.IsEmpty: true };
        // What can simply be told again need not say where it is, and without a body it is portable as it is.
        return new ShardCall(message is Request portable && !isRepeatable ? portable.AsPortable(reply) : message, isRepeatable);
    }

    /// <summary>It has reached no entity, so it is told again whatever its method.</summary>
    public bool TryAgain() => _isLost = true;

    /// <summary>A node is gone that may have it: what may be done twice is told again.</summary>
    public void OnNodeLost() => _isLost |= MayRepeat();

    /// <summary>True, once, if it may be done twice.</summary>
    public bool MayRepeat()
    {
        if (_wasRepeated || !isRepeatable)
            return false;
        return _wasRepeated = true;
    }
}
