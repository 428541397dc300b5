namespace AkkaH2.Protocol;

/// <summary>Something that a connection does when time has passed.</summary>
internal enum Deadline
{
    /// <summary>RFC 9113 §3.4: the preface and the first SETTINGS must be here.</summary>
    Preface,

    /// <summary>RFC 9113 §6.5.3: our SETTINGS must be acknowledged.</summary>
    SettingsAck,

    /// <summary>RFC 9113 §6.10: a field block must be complete.</summary>
    FieldBlock,

    /// <summary>A connection without streams must have been used.</summary>
    Idle,

    /// <summary>A silent peer is sent a PING.</summary>
    KeepAlive,

    /// <summary>That PING must be answered.</summary>
    KeepAliveAnswer,

    /// <summary>A PING of the application must be answered.</summary>
    PingAnswer,

    /// <summary>The write that is under way must be done.</summary>
    Write,

    /// <summary>Data rates are measured.</summary>
    Rates,

    /// <summary>A request must have an answer.</summary>
    Request,

    /// <summary>A request that waits for the work of reset streams to end is refused.</summary>
    Admission,

    /// <summary>The connection is old enough.</summary>
    Age,

    /// <summary>RFC 9113 §6.8: the second GOAWAY follows the first.</summary>
    DrainGrace,

    /// <summary>Streams that are still open are cut off.</summary>
    Drain,

    /// <summary>A peer that closed its side is asked whether it is still there.</summary>
    Probe,
}

/// <summary>
/// The deadlines of one connection, each at most once. <see cref="Next"/> may be early, since a deadline that is cleared or moved
/// back does not move it; then nothing is due. So setting and clearing cost next to nothing.
/// </summary>
internal sealed class Deadlines
{
    private static readonly int Kinds = Enum.GetValues<Deadline>().Length;

    private readonly TimeSpan[] _at = NewTimes();

    /// <summary>When to call <see cref="TryTakeDue"/> again, at the latest; <see cref="TimeSpan.MaxValue"/> if nothing is set.</summary>
    public TimeSpan Next { get; private set; } = TimeSpan.MaxValue;

    /// <summary>When it is due; <see cref="TimeSpan.MaxValue"/> if it is not set.</summary>
    public TimeSpan this[Deadline kind] => _at[(int)kind];

    /// <summary>True while it is set.</summary>
    public bool IsSet(Deadline kind) => _at[(int)kind] != TimeSpan.MaxValue;

    /// <summary>Sets it, or moves it.</summary>
    public void Set(Deadline kind, TimeSpan at)
    {
        _at[(int)kind] = at;
        if (at < Next)
            Next = at;
    }

    /// <summary>Nothing happens any more.</summary>
    public void Clear(Deadline kind) => _at[(int)kind] = TimeSpan.MaxValue;

    /// <summary>All of them.</summary>
    public void ClearAll()
    {
        Array.Fill(_at, TimeSpan.MaxValue);
        Next = TimeSpan.MaxValue;
    }

    /// <summary>Takes one that is due; false when none is, and then <see cref="Next"/> is exact.</summary>
    public bool TryTakeDue(TimeSpan now, out Deadline due)
    {
        for (var kind = 0; kind < Kinds; kind++)
        {
            if (_at[kind] > now)
                continue;
            due = (Deadline)kind;
            Clear(due);
            return true;
        }

        Next = _at.Min();
        due = default;
        return false;
    }

    private static TimeSpan[] NewTimes()
    {
        var times = new TimeSpan[Kinds];
        Array.Fill(times, TimeSpan.MaxValue);
        return times;
    }
}
