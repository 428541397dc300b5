using AkkaH2.Wire;

namespace AkkaH2.Protocol.Priorities;

/// <summary>
/// Chooses the stream whose turn it is, among those that have DATA to send and a window for it. <see cref="UrgencyOrder"/> is RFC 9218,
/// <see cref="DependencyOrder"/> RFC 7540 §5.3.
/// </summary>
internal interface ISendOrder
{
    /// <summary>True if no stream waits.</summary>
    bool IsEmpty { get; }

    /// <summary>A stream waits for its turn. It waits once only.</summary>
    void Add(Http2Stream entry);

    /// <summary>The stream whose turn it is, which waits no longer. There is one.</summary>
    Http2Stream Take();

    /// <summary>The stream has sent so much in its turn.</summary>
    void Charge(Http2Stream entry, int octets);

    /// <summary>A stream that waits does so no longer.</summary>
    void Remove(Http2Stream entry);

    /// <summary>A stream begins, with the signal of its HEADERS, if there is one (RFC 7540 §6.2).</summary>
    void Begin(StreamId stream, StreamPriority? signal);

    /// <summary>PRIORITY came for a stream in any state (RFC 7540 §6.3). It does not depend on itself.</summary>
    void Prioritize(StreamId stream, StreamPriority signal);

    /// <summary>A stream is closed.</summary>
    void End(StreamId stream);
}
