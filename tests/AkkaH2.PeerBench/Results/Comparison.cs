using AkkaH2.PeerBench.Load;

namespace AkkaH2.PeerBench.Results;

/// <summary>One case on all servers, ours first.</summary>
internal sealed record Comparison(LoadCase Load, IReadOnlyList<Contestant> Contestants)
{
    public Contestant Ours => Contestants[0];

    public IEnumerable<Contestant> Peers => Contestants.Skip(1);
}

/// <summary>One server in one case, round by round.</summary>
internal sealed record Contestant(string Name, IReadOnlyList<Sample> Rounds)
{
    public Sample Median { get; } = Sample.MedianOf(Rounds);

    /// <summary>How many requests of all rounds did not succeed; none may.</summary>
    public double Failed => Median.Failed;

    /// <summary>This one's medians as parts of the other's.</summary>
    public Sample Over(Contestant other) => Median.Over(other.Median);
}
