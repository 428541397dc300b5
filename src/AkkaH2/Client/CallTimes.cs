namespace AkkaH2.Client;

/// <summary>The times at which a call ends if nothing happens, by the clock of its client; <see cref="TimeSpan.MaxValue"/> for never.</summary>
/// <param name="Connect">Until a connection takes it.</param>
/// <param name="Head">Until the head of the response.</param>
/// <param name="Whole">Until the end of the response.</param>
internal readonly record struct CallTimes(TimeSpan Connect, TimeSpan Head, TimeSpan Whole)
{
    /// <summary>The times of a call that begins now.</summary>
    public static CallTimes From(TimeSpan now, TimeSpan connect, TimeSpan head, TimeSpan whole) => new(now.Plus(connect), now.Plus(head), now.Plus(whole));

    /// <summary>The first of those that still count.</summary>
    public TimeSpan Next(bool isConnected, bool hasHead)
    {
        var head = hasHead ? TimeSpan.MaxValue : Head;
        var connect = isConnected ? TimeSpan.MaxValue : Connect;
        return Min(Whole, Min(head, connect));
    }

    /// <summary>Which of them that is.</summary>
    public ClientTimeout NextOf(bool isConnected, bool hasHead)
    {
        var next = Next(isConnected, hasHead);
        return next == Whole ? ClientTimeout.Whole : next == Head ? ClientTimeout.Head : ClientTimeout.Connect;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
