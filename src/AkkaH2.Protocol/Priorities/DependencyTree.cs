using AkkaH2.Wire;

namespace AkkaH2.Protocol.Priorities;

/// <summary>
/// The dependency tree of RFC 7540 §5.3. Besides the open streams it holds idle and closed ones, as others may depend on them: so many at most, and the
/// one that was named least recently goes first.
/// </summary>
/// <param name="kept">How many idle and closed streams have a place.</param>
internal sealed class DependencyTree(int kept)
{
    private readonly Dictionary<int, DependencyNode> _nodes = [];
    private readonly LinkedList<DependencyNode> _notOpen = new();

    /// <summary>RFC 7540 §5.3.1: stream 0, which every other one depends on in the end.</summary>
    public DependencyNode Root { get; } = new(0);

    /// <summary>How many streams have a place.</summary>
    public int Count => _nodes.Count;

    /// <summary>The place of a stream, or null.</summary>
    public DependencyNode? Find(StreamId stream) => stream.IsConnection ? Root : _nodes.GetValueOrDefault(stream.Value);

    /// <summary>The place of an open stream. RFC 7540 §5.3.5: a stream of which nothing was said depends on stream 0, with weight 16.</summary>
    public DependencyNode Open(StreamId stream)
    {
        var node = Find(stream) ?? Add(stream);
        node.Kept.List?.Remove(node.Kept);
        return node;
    }

    /// <summary>RFC 7540 §5.3.4: a closed stream keeps its place for a while, since others may be made to depend on it.</summary>
    public void Close(StreamId stream)
    {
        if (Find(stream) is { } node)
            Keep(node);
        DropTheOldest();
    }

    /// <summary>RFC 7540 §5.3.3: the stream, with all that depends on it, gets another place.</summary>
    public void Prioritize(StreamId stream, StreamPriority signal)
    {
        var node = FindOrKeep(stream);
        var parent = FindOrKeep(signal.Dependency);

        // RFC 7540 §5.3.3: what is to be above and was below is moved out first, to where the stream was; it keeps its weight.
        if (parent.DependsOn(node))
            parent.MoveTo(node.Parent!);

        node.Weight = signal.Weight;
        node.MoveTo(parent);
        if (signal.Exclusive)
            Adopt(node, parent);
        DropTheOldest();
    }

    // RFC 7540 §5.3.1: with the exclusive flag all others that depend on its parent depend on it.
    private static void Adopt(DependencyNode node, DependencyNode parent)
    {
        foreach (var sibling in parent.Children.Where(sibling => sibling != node).ToArray())
            sibling.MoveTo(node);
    }

    // RFC 7540 §5.3.1: a stream that has no place, such as an idle one, gets one by being named, with the default priority.
    private DependencyNode FindOrKeep(StreamId stream)
    {
        var node = Find(stream);
        if (node is null || node.Kept.List is not null)
            Keep(node ??= Add(stream));
        return node;
    }

    private DependencyNode Add(StreamId stream)
    {
        var node = new DependencyNode(stream.Value);
        node.MoveTo(Root);
        _nodes.Add(stream.Value, node);
        return node;
    }

    private void Keep(DependencyNode node)
    {
        node.Kept.List?.Remove(node.Kept);
        _notOpen.AddLast(node.Kept);
    }

    private void DropTheOldest()
    {
        while (_notOpen.Count > kept && _notOpen.First is { Value: var oldest } first)
        {
            _notOpen.Remove(first);
            _nodes.Remove(oldest.Stream);
            Drop(oldest);
        }
    }

    // RFC 7540 §5.3.4: what depended on it depends on its parent, and shares its weight in proportion to their own.
    private static void Drop(DependencyNode node)
    {
        var orphans = node.Children.ToArray();
        var sum = orphans.Sum(orphan => orphan.Weight);
        foreach (var orphan in orphans)
        {
            orphan.Weight = Math.Max(1, node.Weight * orphan.Weight / sum);
            orphan.MoveTo(node.Parent!);
        }

        node.Leave();
    }
}
