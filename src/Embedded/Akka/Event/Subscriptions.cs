using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Event;

/// <summary>
/// Who wants which type, base types and interfaces included. A change makes a new one, so whoever publishes reads without locks and finds the
/// receivers of a type of event by one lookup.
/// </summary>
internal sealed class Subscriptions(ImmutableList<(IActorRef Subscriber, Type Channel)> all)
{
    public static readonly Subscriptions None = new([]);

    private readonly ConcurrentDictionary<Type, IActorRef[]> _receivers = [];

    public IEnumerable<IActorRef> Subscribers => all.Select(subscription => subscription.Subscriber).Distinct();

    /// <summary>Each only once, however many of its channels the event belongs to.</summary>
    public IActorRef[] ReceiversOf(Type eventType) => all.IsEmpty ? [] : _receivers.TryGetValue(eventType, out var known) ? known : _receivers.GetOrAdd(eventType, Find);

    public bool Has(IActorRef subscriber, Type channel) => all.Contains((subscriber, channel));

    public Subscriptions With(IActorRef subscriber, Type channel) => new(all.Add((subscriber, channel)));

    public Subscriptions Without(IActorRef subscriber, Type channel) => new(all.Remove((subscriber, channel)));

    public Subscriptions Without(IActorRef subscriber) => new(all.RemoveAll(subscription => subscription.Subscriber.Equals(subscriber)));

    private IActorRef[] Find(Type eventType) =>
        [.. all.Where(subscription => subscription.Channel.IsAssignableFrom(eventType)).Select(subscription => subscription.Subscriber).Distinct()];
}
