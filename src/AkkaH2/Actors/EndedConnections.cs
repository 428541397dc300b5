using AkkaH2.Diagnostics;
using AkkaH2.Stages;

namespace AkkaH2.Actors;

/// <summary>Sums up what the connections of one listener or client had done when they ended, so that totals never fall. For any thread.</summary>
internal sealed class EndedConnections
{
    private long _connections;
    private long _requests;
    private long _received;
    private long _sent;

    /// <summary>The sums.</summary>
    public TrafficTotals Totals => new(Volatile.Read(ref _connections), Volatile.Read(ref _requests), Volatile.Read(ref _received), Volatile.Read(ref _sent));

    /// <summary>A connection has ended; what it has read and written is null where nobody counts it.</summary>
    public void Add(long requests, Traffic? traffic)
    {
        Interlocked.Increment(ref _connections);
        Interlocked.Add(ref _requests, requests);
        Interlocked.Add(ref _received, traffic?.Received ?? 0);
        Interlocked.Add(ref _sent, traffic?.Sent ?? 0);
    }
}
