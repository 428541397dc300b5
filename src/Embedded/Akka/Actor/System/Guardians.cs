using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>The parent of actors that nobody else is the parent of. It does nothing but supervise.</summary>
public class GuardianActor : ActorBase
{
    protected override bool Receive(object message)
    {
        if (message is Terminated)
            Context.Stop(Self);
        else
            Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);

        return true;
    }

    /// <summary>Guardians keep their children when they are restarted.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
    }
}

/// <summary>The parent of the system's own actors. It outlives the user's: their guardian's end is what stops it.</summary>
public class SystemGuardianActor : ActorBase
{
    private readonly IActorRef _userGuardian;

    public SystemGuardianActor(IActorRef userGuardian) => _userGuardian = userGuardian;

    protected override bool Receive(object message)
    {
        if (message is Terminated terminated && terminated.ActorRef.Equals(_userGuardian))
            ((ActorSystemImpl)Context.System).BeforeSystemActorsStop(() => ((IInternalActorRef)Self).Stop());
        else if (message is not Terminated)
            Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);

        return true;
    }

    protected override void PreRestart(Exception reason, object message)
    {
    }
}

/// <summary>The ref at <c>/</c>: it also knows names that are no children of it.</summary>
public class RootGuardianActorRef : LocalActorRef
{
    private readonly IInternalActorRef _deadLetters;
    private readonly IReadOnlyDictionary<string, IInternalActorRef> _extraNames;
    private IInternalActorRef _tempContainer = ActorRefs.Nobody;

    public RootGuardianActorRef(
        ActorSystemImpl system,
        Props props,
        MessageDispatcher dispatcher,
        MailboxType mailboxType,
        IInternalActorRef supervisor,
        ActorPath path,
        IInternalActorRef deadLetters,
        IReadOnlyDictionary<string, IInternalActorRef> extraNames)
        : base(system, props, dispatcher, mailboxType, supervisor, path)
    {
        _deadLetters = deadLetters;
        _extraNames = extraNames;
    }

    public override IInternalActorRef Parent => this;

    public void SetTempContainer(IInternalActorRef tempContainer) => _tempContainer = tempContainer;

    public override IInternalActorRef GetSingleChild(string name) => name switch
    {
        "temp" => _tempContainer,
        "deadLetters" => _deadLetters,
        _ => _extraNames.TryGetValue(name, out var extra) ? extra : base.GetSingleChild(name),
    };
}

/// <summary>The parent of the root: it has none, so its end is the end of the system.</summary>
internal sealed class RootGuardianSupervisor(
    RootActorPath root, IActorRefProvider provider, TaskCompletionSource<Status> terminated, EventStream eventStream) : MinimalActorRef
{
    public override ActorPath Path { get; } = root / "_Root-guardian-supervisor";

    public override IActorRefProvider Provider => provider;

    public override void SendSystemMessage(ISystemMessage message)
    {
        switch (message)
        {
            case Failed failed:
                var text = $"guardian {failed.Child} failed, shutting down!";
                eventStream.Publish(new Error(failed.Cause, Path.ToString(), typeof(GuardianActor), text));
                ((IInternalActorRef)failed.Child).Stop();
                break;

            case DeathWatchNotification:
                terminated.TrySetResult(new Status.Success(null!));
                break;
        }
    }
}
