using Akka.Actor;
using AkkaH2.Actors;

namespace AkkaH2;

/// <summary>Times that an application may set as long as it likes.</summary>
internal static class TimerExtensions
{
    // Akka's schedulers count in numbers that a time near TimeSpan.MaxValue would overflow.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>Has the actor told this message, by which the timer is known, after that time: at once if it is over, never if it is longer than a year.</summary>
    public static void Ring(this ITimerScheduler timers, ILocalMessage message, TimeSpan after)
    {
        if (after < Longest)
            timers.StartSingleTimer(message, message, after > TimeSpan.Zero ? after : TimeSpan.Zero);
    }

    /// <summary>Calls this after that time, on whatever thread; never if it is longer than a year.</summary>
    public static void RingOnce(this IActionScheduler scheduler, TimeSpan after, Action ring)
    {
        if (after < Longest)
            scheduler.ScheduleOnce(after > TimeSpan.Zero ? after : TimeSpan.Zero, ring);
    }

    /// <summary>Has the actor told <see cref="ReceiveTimeout"/> after so long a silence; never if it is longer than a year.</summary>
    public static void AwaitWithin(this IActorContext actor, TimeSpan time) => actor.SetReceiveTimeout(time < Longest ? time : null);

    /// <summary>The time that is so long after this one; <see cref="TimeSpan.MaxValue"/>, which is never, where that is infinite or beyond all times.</summary>
    public static TimeSpan Plus(this TimeSpan since, TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan || time >= TimeSpan.MaxValue - since ? TimeSpan.MaxValue : since + time;

    /// <summary>The same time as .NET's own timers take it, and Akka.NET's where they are made of these: for ever where it is longer than they count, 24 days.</summary>
    public static TimeSpan OrForEver(this TimeSpan time) => time.TotalMilliseconds <= int.MaxValue ? time : Timeout.InfiniteTimeSpan;
}
