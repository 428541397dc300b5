namespace AkkaH2.PeerBench.Results;

/// <summary>Several runs as Markdown for the documentation: the machine, the ratios run by run, and the figures.</summary>
internal static class RunsReport
{
    public static string Render(MachineFacts machine, string command, IReadOnlyList<IReadOnlyList<Section>> runs) =>
        $"""
        {machine.ToMarkdown()}
        | command | `PeerBench -- {command}` |

        Ratios to {Comparison.Reference}'s, run by run, and their median:

        {RunsTable.Render(runs)}

        {string.Join("\n\n", runs[0].Select((_, i) => Figures([.. runs.Select(run => run[i])])))}
        """;

    private static string Figures(IReadOnlyList<Section> runs)
    {
        var title = runs[0].Name is [var first, .. var rest] ? char.ToUpperInvariant(first) + rest : "";
        return $"{title}, medians of {runs.Count} {(runs.Count == 1 ? "run" : "runs")}:\n\n{Table.Render(Section.Merge(runs), withRatios: false)}";
    }
}
