using System.Numerics;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Priorities;

/// <summary>
/// RFC 9218 §10: the most urgent level first. So that no level starves, every <see cref="Patience"/>th turn for which a lower level waits goes to
/// a lower level, and those take such turns one after the other.
/// </summary>
internal sealed class UrgencyOrder : ISendOrder
{
    /// <summary>Of so many turns, one is a lower level's.</summary>
    public const int Patience = 16;

    private UrgencyLevel?[] _levels = []; // until a stream waits
    private int _waiting; // one bit a level; the lowest bit is the most urgent
    private int _passedOver; // turns for which a lower level waited in vain
    private int _favoured; // the lower level that had such a turn last

    /// <inheritdoc/>
    public bool IsEmpty => _waiting == 0;

    /// <inheritdoc/>
    public void Add(Http2Stream entry)
    {
        if (_levels.Length == 0)
            _levels = new UrgencyLevel?[ResponsePriority.Levels];
        var urgency = entry.Priority.Urgency;
        (_levels[urgency] ??= new UrgencyLevel()).Add(entry);
        _waiting |= 1 << urgency;
    }

    /// <inheritdoc/>
    public Http2Stream Take()
    {
        var urgency = NextUrgency();
        var entry = _levels[urgency]!.Take();
        ClearIfEmpty(urgency);
        return entry;
    }

    /// <inheritdoc/>
    public void Remove(Http2Stream entry)
    {
        _levels[entry.Priority.Urgency]!.Remove(entry);
        ClearIfEmpty(entry.Priority.Urgency);
    }

    /// <summary>A turn is a frame, however long.</summary>
    public void Charge(Http2Stream entry, int octets)
    {
    }

    /// <summary>RFC 9218 §2.1: our SETTINGS say that the signals of RFC 7540 mean nothing here.</summary>
    public void Begin(StreamId stream, StreamPriority? signal)
    {
    }

    /// <summary>RFC 9218 §2.1: the same.</summary>
    public void Prioritize(StreamId stream, StreamPriority signal)
    {
    }

    /// <summary>Nothing is kept of a closed stream.</summary>
    public void End(StreamId stream)
    {
    }

    private int NextUrgency()
    {
        var lower = _waiting & (_waiting - 1);
        if (lower == 0 || ++_passedOver < Patience)
            return BitOperations.TrailingZeroCount(_waiting);

        _passedOver = 0;
        var next = lower & (-2 << _favoured);
        return _favoured = BitOperations.TrailingZeroCount(next != 0 ? next : lower);
    }

    private void ClearIfEmpty(int urgency)
    {
        if (_levels[urgency]!.IsEmpty)
            _waiting &= ~(1 << urgency);
    }
}
