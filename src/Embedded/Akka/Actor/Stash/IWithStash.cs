using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>An actor that implements one of the interfaces below gets a stash. They differ in the mailbox they ask for.</summary>
public interface IActorStash
{
    IStash Stash { get; set; }
}

public interface IWithStash : IActorStash, IRequiresMessageQueue<IDequeBasedMessageQueueSemantics>
{
}

public interface IWithUnboundedStash : IActorStash, IRequiresMessageQueue<IUnboundedDequeBasedMessageQueueSemantics>
{
}

public interface IWithBoundedStash : IActorStash, IRequiresMessageQueue<IBoundedDequeBasedMessageQueueSemantics>
{
}
