namespace AkkaH2.Protocol;

/// <summary>Token bucket for frames that are cheap to send and expensive to handle (RFC 9113 §10.5). The caller supplies the clock.</summary>
/// <param name="burst">How many tokens a full bucket holds.</param>
/// <param name="perSecond">How many tokens come back in a second.</param>
internal sealed class TokenBucket(int burst, int perSecond)
{
    private double _left = burst;
    private TimeSpan _last;

    /// <summary>Takes one token; false when the bucket is empty. The clock runs forwards, from anywhere.</summary>
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
