using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.Event;

/// <summary>The bus of a system. Who subscribes is watched and forgotten when it ends.</summary>
public class EventStream : LoggingBus
{
    private readonly bool _debug;
    private volatile IActorRef? _unsubscriber;

    public EventStream(bool debug) => _debug = debug;

    public override bool Subscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ArgumentNullException.ThrowIfNull(channel);
        Trace($"subscribing {subscriber} to channel {channel}");
        var isNew = base.Subscribe(subscriber, channel);
        _unsubscriber?.Tell(new EventStreamUnsubscriber.Watch(subscriber), ActorRefs.NoSender);
        return isNew;
    }

    public override bool Unsubscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ArgumentNullException.ThrowIfNull(channel);
        var wasThere = base.Unsubscribe(subscriber, channel);
        Trace($"unsubscribing {subscriber} from channel {channel}");
        UnwatchIfGone(subscriber);
        return wasThere;
    }

    public override bool Unsubscribe(IActorRef subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        var wasThere = base.Unsubscribe(subscriber);
        Trace($"unsubscribing {subscriber} from all channels");
        UnwatchIfGone(subscriber);
        return wasThere;
    }

    /// <summary>Actors are watched from here on, and those that subscribed before.</summary>
    public void StartUnsubscriber(ActorSystemImpl system)
    {
        if (_unsubscriber is not null) return;
        var unsubscriber = system.SystemActorOf(Props.Create(() => new EventStreamUnsubscriber(this)), "eventStreamUnsubscriber");
        _unsubscriber = unsubscriber;
        foreach (var subscriber in Subscribers()) unsubscriber.Tell(new EventStreamUnsubscriber.Watch(subscriber), ActorRefs.NoSender);
    }

    private void UnwatchIfGone(IActorRef subscriber)
    {
        if (!Subscribers().Contains(subscriber)) _unsubscriber?.Tell(new EventStreamUnsubscriber.Unwatch(subscriber), ActorRefs.NoSender);
    }

    private void Trace(string what)
    {
        if (_debug) Publish(new Debug(Logging.SimpleName(this), GetType(), what));
    }
}

public static class EventStreamExtensions
{
    public static bool Subscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) => eventStream.Subscribe(subscriber, typeof(TChannel));

    public static bool Unsubscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) => eventStream.Unsubscribe(subscriber, typeof(TChannel));
}
