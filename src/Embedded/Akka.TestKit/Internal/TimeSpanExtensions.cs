namespace Akka.TestKit.Internal;

public static class TimeSpanExtensions
{
    public static bool IsZero(this TimeSpan timeSpan) => timeSpan == TimeSpan.Zero;

    public static bool IsInfinite(this TimeSpan timeSpan) => timeSpan < TimeSpan.Zero;

    public static bool IsPositiveFinite(this TimeSpan timeSpan) => timeSpan > TimeSpan.Zero;

    public static void EnsureIsPositiveFinite(this TimeSpan timeSpan, string parameterName)
    {
        if (timeSpan.IsInfinite())
            throw new ArgumentException($"The duration must be at least zero, but is {timeSpan}", parameterName);
    }

    public static TimeSpan Min(this TimeSpan a, TimeSpan? b) => b is { } other && !other.IsInfinite() && other < a ? other : a;
}
