using System.Collections.Concurrent;

namespace Akka.Actor;

/// <summary>Holds refs by name that no actor is behind: those of asks, at <c>/temp</c>.</summary>
internal sealed class VirtualPathContainer(IActorRefProvider provider, ActorPath path, IInternalActorRef parent) : MinimalActorRef
{
    private readonly ConcurrentDictionary<string, IInternalActorRef> _children = new(StringComparer.Ordinal);

    public override ActorPath Path => path;

    public override IActorRefProvider Provider => provider;

    public override IInternalActorRef Parent => parent;

    public void AddChild(string name, IInternalActorRef child) => _children[name] = child;

    public void RemoveChild(string name) => _children.TryRemove(name, out _);

    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        if (name.Count == 0)
            return this;

        var first = name[0].Split('#')[0];
        if (first.Length == 0)
            return this;

        if (!_children.TryGetValue(first, out var child))
            return ActorRefs.Nobody;

        return name.Count == 1 ? child : child.GetChild(name.Skip(1).ToArray());
    }

    protected override void TellInternal(object message, IActorRef sender) => provider.DeadLetters.Tell(message, sender);
}
