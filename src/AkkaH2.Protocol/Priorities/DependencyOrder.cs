using AkkaH2.Wire;

namespace AkkaH2.Protocol.Priorities;

/// <summary>RFC 7540 §5.3: a stream goes before those that depend on it, and siblings share by their weights. Deprecated (RFC 9113 §5.3.2).</summary>
/// <param name="kept">How many idle and closed streams have a place in the tree.</param>
internal sealed class DependencyOrder(int kept) : ISendOrder
{
    private readonly DependencyTree _tree = new(kept);

    /// <summary>How many streams have a place in the tree.</summary>
    public int Streams => _tree.Count;

    /// <inheritdoc/>
    public bool IsEmpty => !_tree.Root.IsActive;

    /// <inheritdoc/>
    public void Add(Http2Stream entry) => _tree.Open(entry.Id).Wait(entry);

    /// <inheritdoc/>
    public Http2Stream Take()
    {
        var next = _tree.Root.Next();
        var entry = next.Waiting!;
        next.Rest();
        return entry;
    }

    /// <inheritdoc/>
    public void Charge(Http2Stream entry, int octets) => _tree.Find(entry.Id)?.Charge(octets);

    /// <inheritdoc/>
    public void Remove(Http2Stream entry) => _tree.Find(entry.Id)!.Rest();

    /// <inheritdoc/>
    public void Begin(StreamId stream, StreamPriority? signal)
    {
        _tree.Open(stream);
        if (signal is not null)
            _tree.Prioritize(stream, signal);
    }

    /// <inheritdoc/>
    public void Prioritize(StreamId stream, StreamPriority signal) => _tree.Prioritize(stream, signal);

    /// <inheritdoc/>
    public void End(StreamId stream) => _tree.Close(stream);
}
