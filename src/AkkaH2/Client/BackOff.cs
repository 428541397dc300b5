namespace AkkaH2.Client;

/// <summary>How long to wait between attempts to connect that fail: twice as long each time, up to a bound, and a little more or less by chance.</summary>
/// <param name="Min">After the first failure.</param>
/// <param name="Max">At most, before chance.</param>
internal readonly record struct BackOff(TimeSpan Min, TimeSpan Max)
{
    private const double Spread = 0.2;

    /// <summary>The time to wait.</summary>
    /// <param name="failures">How many attempts in a row have failed; at least 1.</param>
    /// <param name="chance">0 to 1.</param>
    public TimeSpan After(int failures, double chance)
    {
        var time = Math.Min(Max.Ticks, Min.Ticks * Math.Pow(2, failures - 1));
        return TimeSpan.FromTicks((long)(time * (1 + (Spread * ((2 * chance) - 1)))));
    }
}
