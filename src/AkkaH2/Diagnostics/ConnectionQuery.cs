namespace AkkaH2.Diagnostics;

/// <summary>Which connections are wanted, and how much of them.</summary>
public sealed record ConnectionQuery
{
    internal const int MostConnections = 1000;
    internal const int MostStreams = 1000;

    /// <summary>
    /// Text that has to be in a connection's id, its endpoints, its protocol (<c>h2</c>, <c>http/1.1</c>), its phase or its role (<c>server</c>, <c>client</c>), whatever
    /// the case; all connections if empty.
    /// </summary>
    public string Search { get; init; } = "";

    /// <summary>Their order.</summary>
    public ConnectionOrder Order { get; init; } = ConnectionOrder.Oldest;

    /// <summary>How many of those that match are left out at the beginning.</summary>
    public int Offset { get; init; }

    /// <summary>The most connections in the answer; 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>The most streams of each connection in the answer; 0 to 1,000.</summary>
    public int Streams { get; init; } = 100;

    /// <summary>The connections whose streams are wanted, by <see cref="ConnectionSnapshot.Id"/>; null for all in the answer.</summary>
    public IReadOnlySet<string>? StreamsOf { get; init; }

    /// <summary>How long connections may take to answer; those that take longer are missing in the answer, which says how many they are.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal ConnectionQuery Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Offset);
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Limit, MostConnections);
        ArgumentOutOfRangeException.ThrowIfNegative(Streams);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Streams, MostStreams);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        return this;
    }
}

/// <summary>An order of connections.</summary>
public enum ConnectionOrder
{
    /// <summary>The oldest first.</summary>
    Oldest,

    /// <summary>The newest first.</summary>
    Newest,

    /// <summary>Those with the most streams first.</summary>
    Streams,

    /// <summary>Those with the most octets, in and out, first.</summary>
    Octets,

    /// <summary>Those with the most requests first.</summary>
    Requests,
}
