using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>
/// The last streams that were reset, with their cause: what a late frame means depends on it (RFC 9113 §5.1 "closed"). A stream that is not
/// here has finished, or was reset so long ago that nothing of it can be under way. The time is told.
/// </summary>
/// <param name="most">How many are remembered.</param>
/// <param name="age">How long one is remembered.</param>
public sealed class ClosedStreams(int most, TimeSpan age)
{
    private Dictionary<int, (CloseCause Cause, TimeSpan At)>? _causes;
    private Queue<int>? _order;

    /// <summary>How many are remembered now.</summary>
    public int Count => _causes?.Count ?? 0;

    /// <summary>Remembers a reset, and forgets what is too old or too many.</summary>
    public void Add(StreamId id, CloseCause cause, TimeSpan now)
    {
        _causes ??= [];
        _order ??= new Queue<int>();
        if (_causes.TryAdd(id.Value, (cause, now)))
            _order.Enqueue(id.Value);
        else
            _causes[id.Value] = (cause, _causes[id.Value].At);

        while (_order.TryPeek(out var oldest) && (_order.Count > most || IsOld(_causes[oldest].At, now)))
            _causes.Remove(_order.Dequeue());
    }

    /// <summary>Why that stream is closed.</summary>
    public CloseCause CauseOf(StreamId id, TimeSpan now) =>
        _causes is { } causes && causes.TryGetValue(id.Value, out var closed) && !IsOld(closed.At, now) ? closed.Cause : CloseCause.Finished;

    private bool IsOld(TimeSpan at, TimeSpan now) => now - at > age;
}
