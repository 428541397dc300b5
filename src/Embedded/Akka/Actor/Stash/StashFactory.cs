namespace Akka.Actor;

public static class StashFactory
{
    /// <summary>What a bounded stash holds where nothing else is said.</summary>
    private const int DefaultBoundedCapacity = 100;

    public static IStash CreateStash(IActorContext context, IActorStash actorInstance) => CreateStash(context, actorInstance.GetType());

    public static IStash CreateStash(IActorContext context, Type actorType)
    {
        if (!typeof(IActorStash).IsAssignableFrom(actorType))
            throw new ArgumentException($"Actor {actorType} implements an unrecognized subclass of {typeof(IActorStash)} - cannot instantiate", nameof(actorType));

        return new ActorStash((ActorCell)context, Capacity(context, actorType));
    }

    /// <summary>The deployment of the actor first, then its mailbox; without either only <see cref="IWithBoundedStash"/> has a bound.</summary>
    private static int Capacity(IActorContext context, Type actorType)
    {
        var deployed = context.Props.Deploy.StashCapacity;
        if (deployed >= 0) return deployed;

        var configured = context.System.Mailboxes.StashCapacity(context.Props.Dispatcher, context.Props.Mailbox);
        if (configured >= 0) return configured;
        return typeof(IWithBoundedStash).IsAssignableFrom(actorType) ? DefaultBoundedCapacity : ActorStash.Unlimited;
    }
}
