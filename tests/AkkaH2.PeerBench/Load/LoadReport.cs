namespace AkkaH2.PeerBench.Load;

/// <summary>What a load generator says at its end; of one that only connects, a connection is a request.</summary>
internal sealed record LoadReport(double Seconds, double RequestsPerSecond, int Total, int Succeeded, int Failed, int Errored, int TimedOut)
{
    /// <summary>Response times in microseconds, where they were logged.</summary>
    public IReadOnlyList<double> Latencies { get; init; } = [];

    /// <summary>Requests that had no successful answer.</summary>
    public int Unsuccessful => Total - Succeeded;

    /// <summary>Every request that was sent succeeded.</summary>
    public bool AllSucceeded => Failed == 0 && Errored == 0 && TimedOut == 0 && Succeeded > 0;
}
