using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>
/// A scheduler whose clock stands still until the test turns it. Advance runs what is due, in order of its time, on the thread of the test; repeated work
/// runs once an Advance, and then next an interval after the new time.
/// </summary>
public class TestScheduler : IScheduler, IAdvancedScheduler
{
    private readonly PriorityQueue<Work, (DateTimeOffset When, long Number)> _work = new();
    private DateTimeOffset _now = DateTimeOffset.UtcNow;
    private long _number;

    public TestScheduler(Config schedulerConfig, ILoggingAdapter log)
    {
    }

    private sealed record Work(Action Run, TimeSpan? Interval, ICancelable? Cancelable);

    public DateTimeOffset Now => TimeNow;

    // The monotonic clocks are real also in Akka.NET: only what is scheduled is virtual.
    public TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(0);

    public TimeSpan HighResMonotonicClock => MonotonicClock;

    public IAdvancedScheduler Advanced => this;

    protected DateTimeOffset TimeNow
    {
        get
        {
            lock (_work)
                return _now;
        }
    }

    public void Advance(TimeSpan offset)
    {
        foreach (var due in Due(offset))
        {
            if (due.Cancelable is { IsCancellationRequested: true })
                continue;
            due.Run();
            if (due.Interval is { } interval)
                Schedule(interval, due);
        }
    }

    public void AdvanceTo(DateTimeOffset when)
    {
        if (when < Now)
            throw new InvalidOperationException("You can't reverse time...");
        Advance(when - Now);
    }

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender) => Once(delay, Telling(receiver, message, sender), null);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Once(delay, Telling(receiver, message, sender), cancelable);

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender) =>
        Repeatedly(initialDelay, interval, Telling(receiver, message, sender), null);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Repeatedly(initialDelay, interval, Telling(receiver, message, sender), cancelable);

    public void ScheduleOnce(TimeSpan delay, Action action) => Once(delay, action, null);

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) => Once(delay, action, cancelable);

    public void ScheduleOnce(TimeSpan delay, IRunnable action) => Once(delay, action.Run, null);

    public void ScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) => Once(delay, action.Run, cancelable);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) => Repeatedly(initialDelay, interval, action, null);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Repeatedly(initialDelay, interval, action, cancelable);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action) => Repeatedly(initialDelay, interval, action.Run, null);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable? cancelable) =>
        Repeatedly(initialDelay, interval, action.Run, cancelable);

    private static Action Telling(ICanTell receiver, object message, IActorRef? sender) => () => receiver.Tell(message, sender!);

    private void Once(TimeSpan delay, Action action, ICancelable? cancelable) => Schedule(delay, new Work(action, null, cancelable));

    private void Repeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Schedule(initialDelay, new Work(action, interval, cancelable));

    private void Schedule(TimeSpan delay, Work work)
    {
        lock (_work)
            _work.Enqueue(work, (_now + delay, _number++));
    }

    private List<Work> Due(TimeSpan offset)
    {
        var due = new List<Work>();
        lock (_work)
        {
            _now += offset;
            while (_work.TryPeek(out var work, out var at) && at.When <= _now)
            {
                _work.Dequeue();
                due.Add(work);
            }
        }
        return due;
    }
}
