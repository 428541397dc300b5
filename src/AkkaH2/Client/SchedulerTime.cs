using Akka.Actor;

namespace AkkaH2.Client;

/// <summary>An actor system's scheduler as .NET's notion of time, so that what waits outside of actors waits by the same clock as they do.</summary>
internal sealed class SchedulerTime(IScheduler scheduler) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(scheduler.Advanced, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Rings once: nothing here needs a period.</summary>
    private sealed class Timer(IActionScheduler scheduler, TimerCallback callback, object? state) : ITimer
    {
        private ICancelable? _alarm;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (period != Timeout.InfiniteTimeSpan && period != TimeSpan.Zero)
                throw new NotSupportedException("a timer that rings more than once");

            var alarm = dueTime == Timeout.InfiniteTimeSpan ? null : scheduler.ScheduleOnceCancelable(dueTime, () => callback(state));
            Interlocked.Exchange(ref _alarm, alarm)?.Cancel();
            return true;
        }

        public void Dispose() => Interlocked.Exchange(ref _alarm, null)?.Cancel();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
