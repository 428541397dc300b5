namespace AkkaH2.Protocol.Priorities;

/// <summary>
/// The streams of one urgency that wait (RFC 9218 §10). Incremental ones share: a frame each, round by round. The others are sent one after the
/// other, in the order of their ids; all of them together count as one more incremental stream, so neither kind starves the other.
/// </summary>
internal sealed class UrgencyLevel
{
    private readonly LinkedList<Http2Stream> _incremental = new();
    private readonly LinkedList<Http2Stream> _oneByOne = new();
    private int _turns; // of incremental streams since the others had theirs

    public bool IsEmpty => _incremental.Count == 0 && _oneByOne.Count == 0;

    public void Add(Http2Stream entry)
    {
        if (entry.Priority.Incremental)
            _incremental.AddLast(entry.Place);
        else
            Insert(entry.Place);
    }

    public Http2Stream Take()
    {
        var from = IsTurnOfTheOthers() ? _oneByOne : _incremental;
        var first = from.First!;
        from.RemoveFirst();
        return first.Value;
    }

    public void Remove(Http2Stream entry) => entry.Place.List!.Remove(entry.Place);

    private bool IsTurnOfTheOthers()
    {
        if (_oneByOne.Count == 0)
            return false;
        if (_turns++ < _incremental.Count)
            return false;

        _turns = 0;
        return true;
    }

    // A stream that has just sent belongs in front, a new one behind: in both cases the place is found at once.
    private void Insert(LinkedListNode<Http2Stream> place)
    {
        if (_oneByOne.First is not { } first || first.Value.Id > place.Value.Id)
        {
            _oneByOne.AddFirst(place);
            return;
        }

        var before = _oneByOne.Last!;
        while (before.Value.Id > place.Value.Id)
            before = before.Previous!;
        _oneByOne.AddAfter(before, place);
    }
}
