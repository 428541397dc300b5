namespace Akka.Configuration.Hocon;

/// <summary>Replaces substitutions by what they name in the whole of all layers. A value may name what lies below itself.</summary>
internal sealed class HoconResolver(HoconNode root)
{
    /// <summary>A value on its way: who asks for it meanwhile gets what lies below.</summary>
    private sealed record Pending(HoconPath Path, HoconNode Value, HoconNode? Lower);

    private readonly List<Pending> _pending = [];

    public static HoconNode Resolve(HoconNode root) =>
        root.IsResolved ? root : new HoconResolver(root).Children((ObjectNode)root, HoconPath.Root);

    /// <summary>Null is an optional substitution without a value: as if nothing had been written.</summary>
    private HoconNode? Value(HoconNode node, HoconPath path) => node switch
    {
        { IsResolved: true } => node,
        ObjectNode o => Children(o, path),
        ArrayNode a => new ArrayNode([.. a.Items.Select(item => Value(item, path)).OfType<HoconNode>()], a.Origin),
        ConcatNode c => HoconJoin.Join([.. c.Pieces.Select(piece => Value(piece, path)).OfType<HoconNode>()], c.Origin),
        SubstitutionNode s => Substitute(s),
        StackNode s => Stacked(s, path),
        _ => throw new InvalidOperationException($"{node.GetType().Name} is either resolved or listed here"),
    };

    private ObjectNode Children(ObjectNode node, HoconPath path)
    {
        var items = new Dictionary<string, HoconNode>(node.Items.Count);
        foreach (var (key, child) in node.Items)
            if (At(child, path.Append(key)) is { } value)
                items[key] = value;
        return new ObjectNode(items, node.Origin);
    }

    private HoconNode? At(HoconNode node, HoconPath path) =>
        node.IsResolved ? node : Within(new Pending(path, node, null), () => Value(node, path));

    private HoconNode? Stacked(StackNode node, HoconPath path)
    {
        var upper = Within(new Pending(path, node.Upper, node.Lower), () => Value(node.Upper, path));
        if (upper is not (null or ObjectNode)) return upper;

        var lower = At(node.Lower, path);
        return upper is null ? lower : HoconNode.Over(upper, lower);
    }

    private HoconNode? Within(Pending pending, Func<HoconNode?> resolve)
    {
        _pending.Add(pending);
        try { return resolve(); }
        finally { _pending.RemoveAt(_pending.Count - 1); }
    }

    private HoconNode? Substitute(SubstitutionNode node)
    {
        var value = node.IncludedAt.Length > 0 ? Find(node.IncludedAt.Append(node.Path)) : null;
        value ??= Find(node.Path) ?? FromEnvironment(node);
        if (value is not null || node.IsOptional) return value;
        return new BrokenNode($"expected a value or an environment variable for the substitution {node.Describe()}, but there is none", node.Origin);
    }

    private HoconNode? Find(HoconPath path)
    {
        var nearest = _pending.FindLast(pending => path.StartsWith(pending.Path));
        if (nearest is null) return Walk(root, HoconPath.Root, path);
        if (nearest.Path.Length < path.Length && Parts(nearest.Value).Select(part => Walk(part, nearest.Path, path)).FirstOrDefault(found => found is not null) is { } value)
            return value;
        return nearest.Lower is { } lower ? Walk(lower, nearest.Path, path) : null;
    }

    /// <summary>What can be looked into while it is being resolved: objects, the last written first.</summary>
    private static IEnumerable<HoconNode> Parts(HoconNode node) => node switch
    {
        ObjectNode => [node],
        ConcatNode c => c.Pieces.OfType<ObjectNode>().Reverse(),
        _ => [],
    };

    private HoconNode? Walk(HoconNode? node, HoconPath at, HoconPath path)
    {
        foreach (var key in path.Keys.AsSpan(at.Length))
        {
            if (node is not ObjectNode) node = node is null ? null : At(node, at);
            if (node is not ObjectNode o) return null;
            node = o.Items.GetValueOrDefault(key);
            at = at.Append(key);
        }
        return node is null ? null : At(node, at);
    }

    private static ScalarNode? FromEnvironment(SubstitutionNode node) =>
        Environment.GetEnvironmentVariable(string.Join('.', node.Path.Keys)) is { } text ? new ScalarNode(text, node.Origin) : null;
}
