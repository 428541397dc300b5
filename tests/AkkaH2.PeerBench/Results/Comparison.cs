using AkkaH2.PeerBench.Load;

namespace AkkaH2.PeerBench.Results;

/// <summary>One case on both servers, round by round.</summary>
internal sealed record Comparison(LoadCase Load, IReadOnlyList<Sample> Ours, IReadOnlyList<Sample> Peers)
{
    public Sample Our { get; } = Sample.MedianOf(Ours);

    public Sample Peer { get; } = Sample.MedianOf(Peers);

    /// <summary>Ours as a part of the peer's, of the medians.</summary>
    public Sample Ratio => Our.Over(Peer);
}
