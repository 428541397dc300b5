using Akka.Dispatch;

namespace Akka.Actor.Scheduler;

/// <summary>One thing to do at a time; it links itself into the queue and the slot it waits in.</summary>
internal abstract class ScheduledWork(TimeSpan due, TimeSpan interval, ICancelable? cancelable)
{
    /// <summary>On the clock of the wheel.</summary>
    public TimeSpan Due { get; private set; } = due;

    /// <summary>The tick at which it is due.</summary>
    public long Tick { get; set; }

    public ScheduledWork? Next { get; set; }

    public bool IsCanceled => cancelable is { IsCancellationRequested: true };

    public bool IsRepeated => interval > TimeSpan.Zero;

    public abstract void Run();

    /// <summary>From when it was due, not from when it ran: repeating does not drift.</summary>
    public void MoveToNextDue() => Due += interval;
}

internal sealed class ScheduledTell(TimeSpan due, TimeSpan interval, ICancelable? cancelable, ICanTell receiver, object message, IActorRef sender)
    : ScheduledWork(due, interval, cancelable)
{
    public override void Run() => receiver.Tell(message, sender);

    public override string ToString() => $"[{receiver}.Tell({message}, {sender})]";
}

internal sealed class ScheduledAction(TimeSpan due, TimeSpan interval, ICancelable? cancelable, Action action)
    : ScheduledWork(due, interval, cancelable)
{
    public override void Run() => action();

    public override string ToString() => $"[{action.Method.DeclaringType}.{action.Method.Name}]";
}

internal sealed class ScheduledRunnable(TimeSpan due, TimeSpan interval, ICancelable? cancelable, IRunnable runnable)
    : ScheduledWork(due, interval, cancelable)
{
    public override void Run() => runnable.Run();

    public override string ToString() => $"[{runnable}]";
}
