namespace AkkaH2.Protocol;

/// <summary>
/// How much of what costs us and not the peer a peer may do (RFC 9113 §10.5): a bucket that a burst empties and time fills. The time is told.
/// </summary>
/// <param name="burst">What a full bucket holds.</param>
/// <param name="perSecond">What comes back in a second.</param>
public sealed class AbuseBudget(int burst, int perSecond)
{
    private double _left = burst;
    private TimeSpan _last;

    /// <summary>What a full bucket holds.</summary>
    public int Burst => burst;

    /// <summary>Takes one; false when the bucket is empty. Time runs forwards, from anywhere.</summary>
    public bool TrySpend(TimeSpan now)
    {
        if (_last != default)
            _left = Math.Min(burst, _left + ((now - _last).TotalSeconds * perSecond));
        _last = now;
        if (_left < 1)
            return false;

        _left--;
        return true;
    }
}
