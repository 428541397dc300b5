using Akka.Actor;

namespace AkkaH2.Actors;

/// <summary>
/// When the replies to a StreamActor's requests are due, one after the other. A check is scheduled for one of them; if that has come by then, the check is
/// scheduled anew for the one that is awaited now. So a request that is answered in time costs no timer.
/// </summary>
internal sealed class ReplyTimer(IActorRef owner, IScheduler scheduler, Func<TimeSpan> clock)
{
    private TimeSpan _checkAt = TimeSpan.MaxValue; // of the next check; kept here, so that a request need not touch that
    private ReplyCheck? _next;

    /// <summary>This reply is awaited: from here on a check is scheduled that comes no later than any is due that may take as long.</summary>
    public void Expect(ReplyAddress reply)
    {
        if (reply.Due < _checkAt)
            Schedule(reply);
    }

    /// <summary>The owner got this check, while it awaits this reply: true if that is late.</summary>
    public bool IsLate(ReplyCheck check, ReplyAddress? awaited)
    {
        if (check != _next)
            return false;

        (_next, _checkAt) = (null, TimeSpan.MaxValue);
        if (awaited?.Open is null)
            return false;
        if (check.Reply == awaited)
            return true;
        if (awaited.Due < TimeSpan.MaxValue)
            Schedule(awaited);
        return false;
    }

    public void Stop() => _next?.Forget();

    private void Schedule(ReplyAddress reply)
    {
        _next?.Forget();
        (_next, _checkAt) = (new ReplyCheck(owner, reply), reply.Due);
        scheduler.Advanced.RingOnce(reply.Due - clock(), _next.Tell);
    }
}

/// <summary>Scheduler → StreamActor: see whether this reply has come. A scheduled message stays with the scheduler until its time, so a check that is not needed forgets the actor.</summary>
internal sealed class ReplyCheck(IActorRef owner, ReplyAddress reply) : ILocalMessage
{
    private IActorRef? _owner = owner;

    public ReplyAddress? Reply { get; private set; } = reply;

    public void Tell() => Volatile.Read(ref _owner)?.Tell(this, ActorRefs.NoSender);

    public void Forget()
    {
        Volatile.Write(ref _owner, null);
        Reply = null;
    }
}
