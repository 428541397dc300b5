namespace Akka.Actor;

public partial class ActorCell
{
    private TimeoutTask? _receiveTimeout;

    public TimeSpan? ReceiveTimeout => _receiveTimeout?.After;

    public void SetReceiveTimeout(TimeSpan? timeout = null)
    {
        CancelReceiveTimeout();
        if (timeout is not { } after)
        {
            _receiveTimeout = null;
            return;
        }

        if (after.TotalMilliseconds < 1)
            throw new ArgumentOutOfRangeException(nameof(timeout), after, "The receive timeout must be at least a millisecond");

        _receiveTimeout = new TimeoutTask(after);
    }

    /// <summary>Begins to wait anew.</summary>
    public void CheckReceiveTimeout(bool reschedule = true)
    {
        if (_receiveTimeout is not { } timeout)
            return;

        if (!reschedule && timeout.Pending is not null)
            return;

        timeout.Pending?.Cancel();
        timeout.Pending = _terminated
            ? null
            : _system.Scheduler.ScheduleTellOnceCancelable(timeout.After, _self, Akka.Actor.ReceiveTimeout.Instance, _self);
    }

    private void PauseReceiveTimeout(object message)
    {
        if (message is Akka.Actor.ReceiveTimeout or not INotInfluenceReceiveTimeout)
            CancelReceiveTimeout();
    }

    private void CancelReceiveTimeout()
    {
        if (_receiveTimeout is not { } timeout)
            return;

        timeout.Pending?.Cancel();
        timeout.Pending = null;
    }

    private sealed class TimeoutTask(TimeSpan after)
    {
        public TimeSpan After { get; } = after;

        public ICancelable? Pending { get; set; }
    }
}
