using Akka.Actor;

namespace Akka.Event;

/// <summary>Watches the subscribers of an event stream and takes them off when they end.</summary>
internal sealed class EventStreamUnsubscriber(EventStream stream) : UntypedActor
{
    internal sealed record Watch(IActorRef Subscriber);

    internal sealed record Unwatch(IActorRef Subscriber);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Watch { Subscriber: var subscriber }: Context.Watch(subscriber); break;
            case Unwatch { Subscriber: var subscriber }: Context.Unwatch(subscriber); break;
            case Terminated { ActorRef: var subscriber }: stream.Unsubscribe(subscriber); break;
            default: Unhandled(message); break;
        }
    }
}
