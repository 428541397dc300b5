namespace Akka.Actor;

/// <summary>Messages put aside, to be received later.</summary>
public interface IStash
{
    int Count { get; }

    bool IsEmpty { get; }

    bool NonEmpty { get; }

    bool IsFull { get; }

    /// <summary>How many fit; -1 is no limit.</summary>
    int Capacity { get; }

    /// <summary>Puts the current message aside.</summary>
    void Stash();

    /// <summary>The oldest message is the next to be received.</summary>
    void Unstash();

    /// <summary>All messages are the next to be received, the oldest first.</summary>
    void UnstashAll();

    void UnstashAll(Func<Envelope, bool> predicate);

    IEnumerable<Envelope> ClearStash();

    void Prepend(IEnumerable<Envelope> envelopes);
}
