using Akka.Actor;
using Akka.Dispatch.MessageQueues;

namespace Akka.Dispatch;

/// <summary>What a message queue promises; an actor may require it.</summary>
public interface ISemantics
{
}

public interface IUnboundedMessageQueueSemantics : ISemantics
{
}

public interface IBoundedMessageQueueSemantics : ISemantics
{
    TimeSpan PushTimeOut { get; }
}

public interface IBlockingMessageQueueSemantics : ISemantics
{
    TimeSpan BlockTimeOut { get; set; }
}

public interface IDequeBasedMessageQueueSemantics : ISemantics
{
    void EnqueueFirst(Envelope envelope);
}

public interface IUnboundedDequeBasedMessageQueueSemantics : IDequeBasedMessageQueueSemantics, IUnboundedMessageQueueSemantics
{
}

public interface IBoundedDequeBasedMessageQueueSemantics : IDequeBasedMessageQueueSemantics, IBoundedMessageQueueSemantics
{
}

/// <summary>An actor that says which kind of queue its mailbox must have.</summary>
public interface IRequiresMessageQueue<T>
    where T : ISemantics
{
}

/// <summary>A mailbox type that says which queue it makes.</summary>
public interface IProducesMessageQueue<TQueue>
    where TQueue : IMessageQueue
{
}

public interface IProducesPushTimeoutSemanticsMailbox
{
    TimeSpan PushTimeout { get; }
}
