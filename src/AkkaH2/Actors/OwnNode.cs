using Akka.Actor;

namespace AkkaH2.Actors;

/// <summary>
/// A question or a wish of the live tree. It is for actors of the same node: what would answer it names actors, settings and endpoints of this process, and has no form for
/// other nodes.
/// </summary>
internal interface IOwnNodeMessage : INoSerializationVerificationNeeded;

/// <summary>What an actor says to another node that sends it an <see cref="IOwnNodeMessage"/>.</summary>
internal static class OwnNode
{
    /// <summary>True if an actor of another node has sent the current message.</summary>
    public static bool IsAskedElsewhere(this IActorContext context) =>
        context.Sender.Path.Address is { HasGlobalScope: true } address && !address.Equals(((ExtendedActorSystem)context.System).Provider.DefaultAddress);

    /// <summary>Tells it so.</summary>
    public static void RefuseElsewhere(this IActorContext context, object message) => context.Sender.Tell(new Status.Failure(new InvalidOperationException(
        $"{context.Self.Path} answers only actors of its own node, and was asked for {message.GetType().Name} from {context.Sender.Path.Address}. Ask an actor there, which tells what you need of it.")));
}
