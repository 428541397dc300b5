using Akka.Util.Internal;

namespace Akka.Actor;

/// <summary>Used by its actor only, so without locks. A timer is its message: the one in the table is the one that counts.</summary>
internal sealed class TimerScheduler(IActorContext context) : ITimerScheduler
{
    private SmallMap<object, (TimerMessage Message, ICancelable Task)> _timers;

    public IReadOnlyCollection<object> ActiveTimers => _timers.Keys;

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) => StartPeriodicTimer(key, msg, interval, interval);

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender) => StartPeriodicTimer(key, msg, interval, interval, sender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) =>
        StartPeriodicTimer(key, msg, initialDelay, interval, context.Self);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender)
    {
        var message = Replace(key, msg, isPeriodic: true);
        _timers[key] = (message, context.System.Scheduler.ScheduleTellRepeatedlyCancelable(initialDelay, interval, context.Self, message, sender));
    }

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) => StartSingleTimer(key, msg, timeout, context.Self);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender)
    {
        var message = Replace(key, msg, isPeriodic: false);
        _timers[key] = (message, context.System.Scheduler.ScheduleTellOnceCancelable(timeout, context.Self, message, sender));
    }

    public bool IsTimerActive(object key) => _timers.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_timers.Remove(key, out var timer)) timer.Task.Cancel();
    }

    public void CancelAll()
    {
        foreach (var timer in _timers.Values) timer.Task.Cancel();
        _timers = default;
    }

    /// <summary>A single timer is over when its message is received, not when it was sent.</summary>
    public object? Take(TimerMessage message)
    {
        if (!_timers.TryGetValue(message.Key, out var current) || current.Message != message) return null;
        if (!message.IsPeriodic) _timers.Remove(message.Key);
        return message.Message;
    }

    private TimerMessage Replace(object key, object msg, bool isPeriodic)
    {
        Cancel(key);
        return msg is INotInfluenceReceiveTimeout
            ? new QuietTimerMessage(this, key, msg, isPeriodic)
            : new TimerMessage(this, key, msg, isPeriodic);
    }
}
