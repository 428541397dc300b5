namespace AkkaH2.PeerBench.Results;

/// <summary>One case on all servers, ours first.</summary>
internal sealed record Comparison(string Name, IReadOnlyList<Contestant> Contestants)
{
    /// <summary>The server that ratios are taken of.</summary>
    public const string Reference = "Kestrel";

    /// <summary>Ours over the transport that was named first.</summary>
    public Contestant Ours => Contestants[0];

    /// <summary>The figures that at least one server has, in the order of a table's columns.</summary>
    public IEnumerable<Figure> Figures => Figure.All.Where(figure => Contestants.Any(c => c.Median.Figures.Contains(figure)));

    /// <summary>The server of that name, or null where it does not take part.</summary>
    public Contestant? Find(string name) => Contestants.FirstOrDefault(c => c.Name == name);

    /// <summary>The server's figures as parts of the reference's (<see cref="Contestant.Over"/>), or null where one of them does not take part.</summary>
    public Sample? Ratios(string name, string reference = Reference) => (Find(name), Find(reference)) is ({ } server, { } other) ? server.Over(other) : null;

    /// <summary>The same case of several runs as one, whose rounds are the medians of the runs.</summary>
    public static Comparison Merge(IReadOnlyList<Comparison> runs) => new(
        runs[0].Name,
        [.. runs[0].Contestants.Select(c => new Contestant(c.Name, [.. runs.Select(run => run.Find(c.Name)?.Median).OfType<Sample>()]))]);
}

/// <summary>One server in one case, round by round.</summary>
internal sealed record Contestant(string Name, IReadOnlyList<Sample> Rounds)
{
    public Sample Median { get; } = Sample.MedianOf(Rounds);

    /// <summary>How many requests of all rounds did not succeed; none may.</summary>
    public double Failed => Median.Failed;

    /// <summary>
    /// This one's figures as parts of the other's: the median of the rounds' ratios. What the machine does in a round meets both, so these spread less than
    /// the ratio of the medians.
    /// </summary>
    public Sample Over(Contestant other) => Sample.MedianOf([.. Rounds.Zip(other.Rounds, (own, others) => own.Over(others))]);
}
