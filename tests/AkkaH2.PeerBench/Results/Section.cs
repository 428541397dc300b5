namespace AkkaH2.PeerBench.Results;

/// <summary>The cases of one kind of measurement, which share a table. The note below it says what the figures mean and how they come about.</summary>
internal sealed record Section(string Name, string Note, IReadOnlyList<Comparison> Comparisons)
{
    /// <summary>What is compared, as the head of a table says it.</summary>
    public string Contestant { get; init; } = "server";

    /// <summary>The one that ratios are taken of.</summary>
    public string Reference { get; init; } = Comparison.Reference;

    /// <summary>The same section of several runs as one.</summary>
    public static Section Merge(IReadOnlyList<Section> runs) => runs[0] with
    {
        Comparisons = [.. runs[0].Comparisons.Select((_, i) => Comparison.Merge([.. runs.Select(run => run.Comparisons[i])]))],
    };
}
