namespace Akka.Actor;

/// <summary>Drops what it is told, and no dead letter comes of it.</summary>
internal sealed class IgnoreActorRef(IActorRefProvider provider) : MinimalActorRef
{
    private static readonly RootActorPath Root = new(new Address("akka", "local"));

    public override ActorPath Path { get; } = Root / "ignore";

    public override IActorRefProvider Provider => provider;

    public static bool IsIgnoreRefPath(ActorPath path) => path.Depth == 1 && path.Name == "ignore" && path.Parent.Equals(Root);
}
