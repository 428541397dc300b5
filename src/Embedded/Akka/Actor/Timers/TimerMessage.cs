using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// What a timer tells its actor. The cell unwraps it before the actor sees it, and drops it when its timer was cancelled or replaced
/// while it was in the mailbox.
/// </summary>
internal class TimerMessage(TimerScheduler owner, object key, object message, bool isPeriodic)
    : Scheduler.IScheduledTellMsg, IAutoReceivedMessage, INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    public object Key { get; } = key;

    public object Message { get; } = message;

    public bool IsPeriodic { get; } = isPeriodic;

    /// <summary>The message to receive, or null where its timer is no more. Asked on the actor's own thread.</summary>
    public object? Take() => owner.Take(this);

    public override string ToString() => $"TimerMessage(key={Key}, message={Message})";
}

/// <summary>A timer message that does not set the receive timeout back.</summary>
internal sealed class QuietTimerMessage(TimerScheduler owner, object key, object message, bool isPeriodic)
    : TimerMessage(owner, key, message, isPeriodic), INotInfluenceReceiveTimeout;
