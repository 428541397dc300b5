using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>A ref without an actor behind it: all but its path and its provider has a default that does nothing.</summary>
public abstract class MinimalActorRef : InternalActorRefBase, IInternalActorRef
{
    public override IInternalActorRef Parent => Nobody.Instance;

    public override bool IsLocal => true;

    public override bool IsTerminated => false;

    public override IActorRef GetChild(IReadOnlyList<string> name) => name.All(string.IsNullOrEmpty) ? this : Nobody.Instance;

    public override void Resume(Exception causedByFailure = null!)
    {
    }

    public override void Start()
    {
    }

    public override void Stop()
    {
    }

    public override void Restart(Exception cause)
    {
    }

    public override void Suspend()
    {
    }

    public override void SendSystemMessage(ISystemMessage message)
    {
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
    }
}
