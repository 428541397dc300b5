using Akka.Actor;
using Akka.Event;

namespace Akka.Dispatch.SysMsg;

public interface ISystemMessage : INoSerializationVerificationNeeded
{
}

/// <summary>Links itself into the mailbox's list of system messages: sending one allocates nothing more.</summary>
public abstract class SystemMessage : ISystemMessage
{
    internal SystemMessage? Next { get; set; }

    public void Unlink() => Next = null;
}

/// <summary>Waits while the actor is suspended by a failure.</summary>
internal interface IStashWhenFailed
{
}

/// <summary>Waits while the actor waits for its children to stop.</summary>
internal interface IStashWhenWaitingForChildren
{
}

/// <summary>Put in place of the list when the mailbox is closed.</summary>
public sealed class NoMessage : SystemMessage
{
    public override string ToString() => "<NoMessage>";
}

public sealed class Create : SystemMessage
{
    public Create(ActorInitializationException failure = null!) => Failure = failure;

    public ActorInitializationException Failure { get; }

    public override string ToString() => Failure is null ? "<Create>" : $"<Create> Failure: {Failure}";
}

public sealed class Recreate : SystemMessage, IStashWhenWaitingForChildren
{
    public Recreate(Exception cause) => Cause = cause;

    public Exception Cause { get; }

    public override string ToString() => $"<Recreate> Cause: {Cause}";
}

public sealed class Suspend : SystemMessage, IStashWhenWaitingForChildren
{
    public override string ToString() => "<Suspend>";
}

public sealed class Resume : SystemMessage, IStashWhenWaitingForChildren
{
    public Resume(Exception causedByFailure) => CausedByFailure = causedByFailure;

    public Exception CausedByFailure { get; set; }

    public override string ToString() => $"<Resume> CausedByFailure: {CausedByFailure}";
}

public sealed class Terminate : SystemMessage, IPossiblyHarmful, IDeadLetterSuppression
{
    public override string ToString() => "<Terminate>";
}

public sealed class Supervise : SystemMessage
{
    public Supervise(IActorRef child, bool async)
    {
        Child = child;
        Async = async;
    }

    public IActorRef Child { get; }

    public bool Async { get; }

    public override string ToString() => $"<Supervise>: {Child}, Async={Async}";
}

public class Watch : SystemMessage
{
    public Watch(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        Watchee = watchee;
        Watcher = watcher;
    }

    public IInternalActorRef Watchee { get; }

    public IInternalActorRef Watcher { get; }

    public override string ToString() => $"<Watch>: {Watcher} wants to watch {Watchee}";
}

public sealed class Unwatch : SystemMessage
{
    public Unwatch(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        Watchee = watchee;
        Watcher = watcher;
    }

    public IInternalActorRef Watchee { get; }

    public IInternalActorRef Watcher { get; }

    public override string ToString() => $"<Unwatch>: {Watcher} wants to unwatch {Watchee}";
}

public sealed class Failed : SystemMessage, IStashWhenFailed, IStashWhenWaitingForChildren
{
    public Failed(IActorRef child, Exception cause, long uid)
    {
        Child = child;
        Cause = cause;
        Uid = uid;
    }

    public IActorRef Child { get; }

    public Exception Cause { get; }

    public long Uid { get; }

    public override string ToString() => $"<Failed>: {Child} ({Uid}) Cause: {Cause}";
}

public sealed class DeathWatchNotification : SystemMessage, IDeadLetterSuppression
{
    public DeathWatchNotification(IActorRef actor, bool existenceConfirmed, bool addressTerminated)
    {
        Actor = actor;
        ExistenceConfirmed = existenceConfirmed;
        AddressTerminated = addressTerminated;
    }

    public IActorRef Actor { get; }

    public bool ExistenceConfirmed { get; }

    public bool AddressTerminated { get; }

    public override string ToString() => $"<DeathWatchNotification>: {Actor}, ExistenceConfirmed={ExistenceConfirmed}";
}

/// <summary>A task of the actor's own scheduler, to be run in the actor's context.</summary>
public sealed class ActorTask : SystemMessage, IDeadLetterSuppression
{
    public ActorTask(Task task) => Task = task;

    public Task Task { get; }

    public override string ToString() => "<ActorTask>";
}
