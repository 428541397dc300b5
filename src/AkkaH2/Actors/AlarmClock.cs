using Akka.Actor;

namespace AkkaH2.Actors;

/// <summary>
/// The one timer of a connection's actor. The scheduler keeps a cancelled timer until its time would have come, and an <see cref="Alarm"/> is all
/// that it keeps. Belongs to the actor and runs only inside it.
/// </summary>
/// <param name="actor">The actor that is woken by an <see cref="Alarm"/>.</param>
/// <param name="clock">The time, from any beginning; it runs forwards.</param>
internal sealed class AlarmClock(IActorContext actor, Func<TimeSpan> clock)
{
    private Alarm? _next;

    /// <summary>Sets an alarm, unless one is set that rings no later.</summary>
    /// <param name="at">When it is to ring; <see cref="TimeSpan.MaxValue"/> is never.</param>
    public void Set(TimeSpan at)
    {
        if (at == TimeSpan.MaxValue || at >= (_next?.At ?? TimeSpan.MaxValue))
            return;

        Silence();
        _next = new Alarm(actor.Self, at);
        actor.System.Scheduler.Advanced.RingOnce(at - clock(), _next.Ring);
    }

    /// <summary>True if this is the alarm that was set last: then none is set any more. Another one may have been set while it rang.</summary>
    public bool Accept(Alarm alarm)
    {
        if (alarm != _next)
            return false;

        _next = null;
        return true;
    }

    /// <summary>The alarm that is set does not ring.</summary>
    public void Silence()
    {
        _next?.Silence();
        _next = null;
    }
}

/// <summary>Connection → itself: something is due.</summary>
internal sealed class Alarm(IActorRef actor, TimeSpan at) : ILocalMessage
{
    private volatile IActorRef? _actor = actor;

    /// <summary>When it rings.</summary>
    public TimeSpan At { get; } = at;

    /// <summary>The time has come.</summary>
    public void Ring() => _actor?.Tell(this, ActorRefs.NoSender);

    /// <summary>It does not ring.</summary>
    public void Silence() => _actor = null;
}
