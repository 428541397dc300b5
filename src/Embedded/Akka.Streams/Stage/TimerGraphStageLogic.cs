using Akka.Actor;

namespace Akka.Streams.Stage;

/// <summary>
/// A logic with timers, each known by a key. A timer that fires comes as an asynchronous event; one that was cancelled or
/// scheduled anew meanwhile is dropped.
/// </summary>
public abstract class TimerGraphStageLogic : GraphStageLogic
{
    private Dictionary<object, Timer>? _timers;
    private Action<Timer>? _fired;

    protected TimerGraphStageLogic(Shape shape)
        : base(shape)
    {
    }

    protected internal abstract void OnTimer(object timerKey);

    protected internal override void AfterPostStop()
    {
        base.AfterPostStop();
        if (_timers is null) return;
        foreach (var timer in _timers.Values) timer.Task.Cancel();
        _timers = null;
    }

    protected void ScheduleOnce(object timerKey, TimeSpan delay)
    {
        var timer = Replace(timerKey, repeating: false);
        timer.Task = Materializer.ScheduleOnce(delay, timer.Fire);
    }

    protected void ScheduleRepeatedly(object timerKey, TimeSpan initialDelay, TimeSpan interval)
    {
        var timer = Replace(timerKey, repeating: true);
        timer.Task = Materializer.ScheduleRepeatedly(initialDelay, interval, timer.Fire);
    }

    protected void ScheduleRepeatedly(object timerKey, TimeSpan interval) => ScheduleRepeatedly(timerKey, interval, interval);

    protected void CancelTimer(object timerKey)
    {
        if (_timers is not null && _timers.Remove(timerKey, out var timer)) timer.Task.Cancel();
    }

    protected bool IsTimerActive(object timerKey) => _timers is not null && _timers.ContainsKey(timerKey);

    private Timer Replace(object timerKey, bool repeating)
    {
        CancelTimer(timerKey);
        var timer = new Timer(timerKey, repeating, _fired ??= GetAsyncCallback<Timer>(OnFired));
        (_timers ??= []).Add(timerKey, timer);
        return timer;
    }

    private void OnFired(Timer timer)
    {
        if (_timers is null || !_timers.TryGetValue(timer.Key, out var current) || current != timer) return;
        if (!timer.Repeating) _timers.Remove(timer.Key);
        OnTimer(timer.Key);
    }

    private sealed class Timer(object key, bool repeating, Action<Timer> fired)
    {
        public object Key => key;

        public bool Repeating => repeating;

        public ICancelable Task { get; set; } = null!;

        public void Fire() => fired(this);
    }
}
