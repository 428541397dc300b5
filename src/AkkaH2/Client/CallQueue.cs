namespace AkkaH2.Client;

/// <summary>The calls that wait for a connection, in their order.</summary>
/// <param name="limit">How many may wait. Calls that were sent before, and are to be sent again, are not counted out.</param>
internal sealed class CallQueue(int limit)
{
    private readonly LinkedList<Call> _calls = [];
    private long _came; // how many calls ever

    public int Count => _calls.Count;

    /// <summary>When the first one runs out, or an earlier time; <see cref="TimeSpan.MaxValue"/> if none does.</summary>
    public TimeSpan NextDeadline { get; private set; } = TimeSpan.MaxValue;

    /// <summary>Adds a new call; false if too many wait.</summary>
    /// <param name="call">The call.</param>
    /// <param name="canBeServed">True if it does not really wait.</param>
    public bool TryAdd(Call call, bool canBeServed)
    {
        if (_calls.Count >= limit && !canBeServed)
            return false;

        call.Rank = ++_came;
        if (!call.IsOver)
            Place(call, before: null);
        return true;
    }

    /// <summary>Adds one that a connection had before: it waits behind those that came before it.</summary>
    public void Return(Call call)
    {
        if (call.IsOver)
            return;

        var later = _calls.First;
        while (later is not null && later.Value.Rank < call.Rank)
            later = later.Next;
        Place(call, later);
    }

    /// <summary>Takes the one that waits longest.</summary>
    public Call TakeFirst()
    {
        var call = _calls.First!.Value;
        Remove(call);
        return call;
    }

    /// <summary>Takes all of them.</summary>
    public Call[] TakeAll() => TakeDue(TimeSpan.MaxValue);

    /// <summary>Takes those whose time has come.</summary>
    public Call[] TakeDue(TimeSpan now)
    {
        var due = _calls.Where(call => call.Deadline <= now).ToArray();
        foreach (var call in due)
            Remove(call);
        NextDeadline = _calls.Select(call => call.Deadline).DefaultIfEmpty(TimeSpan.MaxValue).Min();
        return due;
    }

    /// <summary>Takes this one out; false if it does not wait here.</summary>
    public bool Remove(Call call)
    {
        if (call.Place is not { } place)
            return false;

        _calls.Remove(place);
        call.Place = null;
        if (_calls.Count == 0)
            NextDeadline = TimeSpan.MaxValue;
        return true;
    }

    private void Place(Call call, LinkedListNode<Call>? before)
    {
        call.Place = before is null ? _calls.AddLast(call) : _calls.AddBefore(before, call);
        if (call.Deadline < NextDeadline)
            NextDeadline = call.Deadline;
    }
}
