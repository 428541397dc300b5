namespace Akka.Actor;

public static class ActorRefFactoryShared
{
    public static ActorSelection ActorSelection(IActorRef anchorActorRef, string path) => new(anchorActorRef, path);

    public static ActorSelection ActorSelection(ActorPath actorPath, ActorSystem system) =>
        new(((ExtendedActorSystem)system).Provider.RootGuardianAt(actorPath.Address), actorPath.Elements);

    /// <summary>An address or a leading slash begins at the root; anything else at the given ref.</summary>
    public static ActorSelection ActorSelection(string path, ActorSystem system, IActorRef lookupRoot)
    {
        var provider = ((ExtendedActorSystem)system).Provider;
        if (ActorPath.TryParse(path, out var actorPath))
            return new ActorSelection(provider.RootGuardianAt(actorPath.Address), actorPath.Elements);

        return new ActorSelection(path.StartsWith('/') ? provider.RootGuardian : lookupRoot, path);
    }

    /// <summary>Walks the elements from the ref; what is not found is answered (Identify) or a dead letter.</summary>
    internal static void Deliver(ActorSelectionMessage selection, IInternalActorRef from, IActorRef? sender)
    {
        var current = from;
        for (var i = 0; i < selection.Elements.Length; i++)
        {
            if (current is not ActorRefWithCell withCell)
            {
                DeliverOutside(selection, i, current, sender);
                return;
            }

            switch (selection.Elements[i])
            {
                case SelectParent:
                    current = withCell.Parent is { } parent && !parent.IsNobody() ? parent : withCell;
                    break;

                case SelectChildName name:
                    current = withCell.GetSingleChild(name.Name);
                    if (current.IsNobody())
                    {
                        NotFound(selection, withCell, i, sender);
                        return;
                    }

                    break;

                case var wildcard:
                    FanOut(selection, i, wildcard, withCell, sender);
                    return;
            }
        }

        current.Tell(selection.Message, sender!);
    }

    private static void DeliverOutside(ActorSelectionMessage selection, int at, IInternalActorRef current, IActorRef? sender)
    {
        var names = selection.Elements.Skip(at).Select(e => e.ToString()!).ToArray();
        var found = current.GetChild(names);
        if (found.IsNobody())
            Empty(current, names).Tell(selection.Copy(elements: []), sender!);
        else
            found.Tell(selection.Message, sender!);
    }

    private static void NotFound(ActorSelectionMessage selection, ActorRefWithCell parent, int at, IActorRef? sender)
    {
        var names = selection.Elements.Skip(at).Select(e => e.ToString()!).ToArray();
        Empty(parent, names).Tell(selection.Copy(elements: []), sender!);
    }

    private static EmptyLocalActorRef Empty(IInternalActorRef parent, IEnumerable<string> names) =>
        new(parent.Provider, parent.Path / names, ((LocalActorRefProvider)parent.Provider).EventStream);

    private static void FanOut(ActorSelectionMessage selection, int at, SelectionPathElement wildcard, ActorRefWithCell parent, IActorRef? sender)
    {
        var rest = selection.Elements[(at + 1)..];
        var below = new List<IInternalActorRef>();
        Collect(parent, wildcard, below);
        if (below.Count == 0)
        {
            if (!selection.WildCardFanOut)
                Empty(parent, [wildcard.ToString()!]).Tell(selection.Copy(elements: []), sender!);
            return;
        }

        foreach (var child in below)
            Deliver(new ActorSelectionMessage(selection.Message, rest, wildCardFanOut: true), child, sender);
    }

    private static void Collect(ActorRefWithCell parent, SelectionPathElement wildcard, List<IInternalActorRef> found)
    {
        foreach (var child in parent.Children.Cast<IInternalActorRef>())
        {
            if (wildcard is SelectChildPattern pattern)
            {
                if (pattern.Matches(child.Path.Name))
                    found.Add(child);
                continue;
            }

            found.Add(child);
            if (child is ActorRefWithCell withCell)
                Collect(withCell, wildcard, found);
        }
    }
}
