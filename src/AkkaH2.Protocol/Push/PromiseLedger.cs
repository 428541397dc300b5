namespace AkkaH2.Protocol;

/// <summary>
/// Streams that we have promised and not opened yet, in the order of their promises. They do not count toward the peer's
/// SETTINGS_MAX_CONCURRENT_STREAMS, but opening them does (RFC 9113 §5.1.2): so each waits until there is a place for it, and only then begins.
/// </summary>
internal sealed class PromiseLedger
{
    private readonly List<Http2Stream> _waiting = [];
    private readonly List<Http2Stream> _begun = [];

    /// <summary>How many promises are not opened.</summary>
    public int Count => _waiting.Count + _begun.Count;

    /// <summary>Those that have begun, are not opened yet, and may be.</summary>
    public IEnumerable<Http2Stream> MayOpen => _begun.Where(entry => entry.MaySend);

    /// <summary>Adds a promise; it waits.</summary>
    public void Add(Http2Stream entry)
    {
        entry.Held = true;
        _waiting.Add(entry);
    }

    /// <summary>
    /// Places came or went. Gives them to the promises in order, those that have begun first: they may open, and no other may.
    /// Returns those that begin now.
    /// </summary>
    /// <param name="own">All our live streams, these promises among them.</param>
    /// <param name="limit">How many of ours the peer lets be open.</param>
    public IReadOnlyList<Http2Stream> Admit(int own, uint limit)
    {
        _begun.RemoveAll(IsOver);
        _waiting.RemoveAll(IsOver);
        var places = (int)Math.Clamp((long)limit - (own - Count), 0, int.MaxValue);
        for (var i = 0; i < _begun.Count; i++)
            _begun[i].Held = i >= places;

        var beginning = _waiting.GetRange(0, Math.Min(_waiting.Count, Math.Max(0, places - _begun.Count)));
        _waiting.RemoveRange(0, beginning.Count);
        _begun.AddRange(beginning);
        beginning.ForEach(entry => entry.Held = false);
        return beginning;
    }

    /// <summary>The connection ends: nothing begins any more.</summary>
    public void Clear()
    {
        _waiting.Clear();
        _begun.Clear();
    }

    private static bool IsOver(Http2Stream entry) => entry.State != StreamState.ReservedLocal;
}
