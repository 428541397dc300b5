namespace AkkaH2.Protocol;

/// <summary>The least that the peer must send or take while it is waited for.</summary>
/// <param name="OctetsPerSecond">Octets a second; 0 for no minimum.</param>
/// <param name="Period">The waiting time over which the rate is measured; a shorter wait is never too slow.</param>
public readonly record struct MinimumRate(int OctetsPerSecond, TimeSpan Period);

/// <summary>Counts what the peer sends or takes while it is waited for. Time in which it is not waited for does not count.</summary>
internal sealed class RateMeter
{
    private TimeSpan _waited;
    private long _octets;

    /// <summary>The peer sent or took so much.</summary>
    public void Count(int octets) => _octets += octets;

    /// <summary>The peer was waited for this long. True if it was too slow over a whole period; the next period begins after each.</summary>
    public bool IsTooSlow(TimeSpan waited, MinimumRate rate)
    {
        _waited += waited;
        if (_waited < rate.Period)
            return false;

        var tooSlow = _octets < _waited.TotalSeconds * rate.OctetsPerSecond;
        (_waited, _octets) = (TimeSpan.Zero, 0);
        return tooSlow;
    }
}
