namespace AkkaH2.Cluster;

/// <summary>A request that its entity may not have answered yet.</summary>
/// <param name="message">For the region.</param>
/// <param name="request">The request that it was made of; null if nobody waits for an answer any more.</param>
internal sealed class ShardCall(object message, Request? request)
{
    private volatile bool _isLost;
    private bool _wasRepeated;

    public object Message => message;

    /// <summary>How long it has been there, about.</summary>
    public TimeSpan Age { get; set; }

    /// <summary>True until it is told again.</summary>
    public bool IsLost { get => _isLost; set => _isLost = value; }

    /// <summary>True if this may be done twice (RFC 9110 §9.2.2); a body may have been read.</summary>
    public static bool IsRepeatable(Request? request) => request is { Method: "GET" or "HEAD" or "OPTIONS" or "TRACE" or "PUT" or "DELETE", Body.IsEmpty: true };

    /// <summary>It has reached no entity, so it is told again whatever its method.</summary>
    public bool TryAgain() => _isLost = true;

    /// <summary>A node is gone that may have it: what may be done twice is told again.</summary>
    public void OnNodeLost() => _isLost |= MayRepeat();

    /// <summary>True, once, if it may be done twice.</summary>
    public bool MayRepeat()
    {
        if (_wasRepeated || !IsRepeatable(request))
            return false;
        return _wasRepeated = true;
    }
}
