namespace AkkaH2.Protocol.Priorities;

/// <summary>
/// A stream's place in the tree of RFC 7540 §5.3, and its share among its siblings: of those that have something to send, the one goes next
/// that has had the least by its weight.
/// </summary>
internal sealed class DependencyNode
{
    /// <summary>RFC 7540 §5.3.5.</summary>
    public const int DefaultWeight = 16;

    private const int MaxWeight = 256;

    private static readonly Comparer<DependencyNode> ByShare =
        Comparer<DependencyNode>.Create((a, b) => a._share != b._share ? a._share.CompareTo(b._share) : a.Stream.CompareTo(b.Stream));

    private readonly HashSet<DependencyNode> _children = [];
    private readonly SortedSet<DependencyNode> _next = new(ByShare); // the children that have something to send, themselves or below
    private long _share; // octets had, by weight; comparable among siblings
    private long _childrensShare; // of the child that went last: who comes new begins there, neither ahead nor behind
    private bool _queued; // in the parent's queue

    /// <summary>A place that depends on nothing yet.</summary>
    public DependencyNode(int stream) => (Stream, Kept) = (stream, new LinkedListNode<DependencyNode>(this));

    /// <summary>The stream's id; 0 is the root.</summary>
    public int Stream { get; }

    /// <summary>1 to 256.</summary>
    public int Weight { get; set; } = DefaultWeight;

    /// <summary>The stream it depends on; null for the root, and while it is nowhere.</summary>
    public DependencyNode? Parent { get; private set; }

    /// <summary>The streams that depend on it.</summary>
    public IReadOnlyCollection<DependencyNode> Children => _children;

    /// <summary>Where the tree remembers that the stream is idle or closed; in no list while it is open.</summary>
    public LinkedListNode<DependencyNode> Kept { get; }

    /// <summary>The stream, while it waits for its turn.</summary>
    public Http2Stream? Waiting { get; private set; }

    /// <summary>True if it waits, or anything below it does.</summary>
    public bool IsActive => Waiting is not null || _next.Count > 0;

    /// <summary>RFC 7540 §5.3.1: a stream goes before those that depend on it. The one whose turn it is, here or below.</summary>
    public DependencyNode Next()
    {
        var node = this;
        while (node.Waiting is null)
        {
            var child = node._next.Min!;
            node._childrensShare = child._share;
            node = child;
        }

        return node;
    }

    /// <summary>Its stream waits for a turn.</summary>
    public void Wait(Http2Stream entry)
    {
        Waiting = entry;
        Enqueue();
    }

    /// <summary>Its stream waits no longer.</summary>
    public void Rest()
    {
        Waiting = null;
        Dequeue();
    }

    /// <summary>RFC 7540 §5.3.2: siblings share by their weights, so what one sends is counted for all above it too.</summary>
    public void Charge(int octets)
    {
        for (var node = this; node.Parent is { } parent; node = parent)
        {
            // The queue is sorted by what changes here.
            if (node._queued)
                parent._next.Remove(node);
            node._share += (long)octets * MaxWeight / node.Weight;
            if (node._queued)
                parent._next.Add(node);
        }
    }

    /// <summary>Depends on another stream from now on.</summary>
    public void MoveTo(DependencyNode parent)
    {
        Leave();
        Parent = parent;
        parent._children.Add(this);
        _share = parent._childrensShare;
        if (IsActive)
            Enqueue();
    }

    /// <summary>Depends on nothing, and is in no tree.</summary>
    public void Leave()
    {
        if (Parent is not { } parent)
            return;

        parent._children.Remove(this);
        Unqueue(parent);
        Parent = null;
        parent.Dequeue();
    }

    /// <summary>True if this stream depends on the other one, directly or not.</summary>
    public bool DependsOn(DependencyNode other)
    {
        var above = Parent;
        while (above is not null && above != other)
            above = above.Parent;
        return above is not null;
    }

    private void Enqueue()
    {
        for (var node = this; node is { _queued: false, Parent: { } parent }; node = parent)
        {
            node._share = Math.Max(node._share, parent._childrensShare);
            node._queued = parent._next.Add(node);
        }
    }

    private void Dequeue()
    {
        for (var node = this; node is { _queued: true, IsActive: false, Parent: { } parent }; node = parent)
            node.Unqueue(parent);
    }

    private void Unqueue(DependencyNode parent)
    {
        if (_queued)
            parent._next.Remove(this);
        _queued = false;
    }
}
