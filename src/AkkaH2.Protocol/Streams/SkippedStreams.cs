using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>Ids that the peer passed over: they are closed without ever having been used (RFC 9113 §5.1.1). Few clients pass over any.</summary>
internal sealed class SkippedStreams
{
    private const int Most = 32; // ranges; a peer that skips here and there is told apart no further

    private readonly Queue<(int First, int Last)> _ranges = new();

    /// <summary>The peer began <paramref name="id"/> after <paramref name="highest"/>: those between were skipped.</summary>
    public void Add(StreamId highest, StreamId id)
    {
        if (_ranges.Count == Most)
            _ranges.Dequeue();
        _ranges.Enqueue((highest.Value + 1, id.Value - 1));
    }

    /// <summary>True for an id that was never used, as far as that is remembered.</summary>
    public bool Contains(StreamId id)
    {
        foreach (var (first, last) in _ranges)
        {
            if (id.Value >= first && id.Value <= last)
                return true;
        }

        return false;
    }
}
