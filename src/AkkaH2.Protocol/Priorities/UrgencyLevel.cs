namespace AkkaH2.Protocol.Priorities;

/// <summary>
/// The streams of one urgency that wait (RFC 9218 §10). Incremental ones share: a frame each, round by round. The others are sent one after the
/// other, in the order of their ids; all of them together count as one more incremental stream, so neither kind starves the other.
/// </summary>
internal sealed class UrgencyLevel
{
    private readonly StreamList _incremental = new();
    private readonly StreamList _oneByOne = new();
    private int _turns; // of incremental streams since the others had theirs

    public bool IsEmpty => _incremental.Count == 0 && _oneByOne.Count == 0;

    public void Add(Http2Stream entry)
    {
        if (entry.Priority.Incremental)
            _incremental.AddLast(entry);
        else
            Insert(entry);
    }

    public Http2Stream Take() => (IsTurnOfTheOthers() ? _oneByOne : _incremental).TakeFirst();

    public void Remove(Http2Stream entry) => (entry.Priority.Incremental ? _incremental : _oneByOne).Remove(entry);

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
    private void Insert(Http2Stream entry)
    {
        if (_oneByOne.First is null || _oneByOne.First.Id > entry.Id)
        {
            _oneByOne.Insert(entry, before: _oneByOne.First);
            return;
        }

        var after = _oneByOne.Last!;
        while (after.Id > entry.Id)
            after = after.Previous!;
        _oneByOne.Insert(entry, before: after.Next);
    }
}
