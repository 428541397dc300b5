using System.Net;

namespace AkkaH2.Cluster;

/// <summary>Counts how often this node cut off each peer lately. It holds a bounded number of peers: where there are more, the one that was cut off longest ago is forgotten.</summary>
/// <param name="settings">How many cut-offs are too many, and of how many peers they are counted.</param>
internal sealed class CutOffs(BanSettings settings)
{
    private readonly Dictionary<IPAddress, Queue<TimeSpan>> _times = [];

    /// <summary>How many peers are counted.</summary>
    public int Count => _times.Count;

    /// <summary>A peer was cut off; true if that was once too often, and its count begins anew.</summary>
    /// <param name="peer">See <see cref="PeerAddress"/>.</param>
    /// <param name="now">The caller supplies the clock, which runs forwards.</param>
    public bool Add(IPAddress peer, TimeSpan now)
    {
        if (!_times.TryGetValue(peer, out var times))
        {
            if (_times.Count >= settings.MaxAddresses)
                _times.Remove(_times.MinBy(entry => entry.Value.Last()).Key);
            _times[peer] = times = new Queue<TimeSpan>();
        }

        while (times.TryPeek(out var first) && first < now - settings.Within)
            times.Dequeue();
        times.Enqueue(now);
        return times.Count >= settings.Threshold && _times.Remove(peer);
    }

    /// <summary>Forgets what is too long ago to count.</summary>
    public void Prune(TimeSpan now)
    {
        foreach (var (peer, times) in _times)
        {
            if (times.Last() < now - settings.Within)
                _times.Remove(peer);
        }
    }
}
