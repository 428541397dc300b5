namespace AkkaH2.PeerBench.Results;

/// <summary>Several runs of the same cases as a Markdown table: a line for each figure of a case, a column a server, in it the ratio to Kestrel's of each run and their median.</summary>
internal static class RunsTable
{
    private const string Format = "0.00";

    public static string Render(IReadOnlyList<IReadOnlyList<Section>> runs)
    {
        var cases = runs.Select(run => run.SelectMany(section => section.Comparisons).ToList()).ToList();
        List<string> servers = [.. cases[0].SelectMany(c => c.Contestants).Select(c => c.Name).Distinct().Where(name => name != Comparison.Reference)];
        List<string> head = ["case", "figure", .. servers];
        return string.Join('\n', [Table.Row(head), Table.Row(head.Select(_ => "---")), .. cases[0].SelectMany((_, i) => Rows([.. cases.Select(run => run[i])], servers))]);
    }

    // A figure without a ratio, such as one that is 0 for Kestrel, has no line.
    private static IEnumerable<string> Rows(List<Comparison> runs, List<string> servers) =>
        from figure in runs[0].Figures
        let cells = servers.Select(server => Cell([.. runs.Select(run => run.Ratios(server)?[figure] ?? double.NaN)])).ToList()
        where cells.Any(cell => cell.Length > 0)
        select Table.Row([runs[0].Name, figure.Heading, .. cells]);

    private static string Cell(double[] ratios) => ratios.Any(double.IsNaN) ? ""
        : ratios.Length == 1 ? $"**{Table.Text(ratios[0], Format)}**"
        : $"{string.Join(", ", ratios.Select(ratio => Table.Text(ratio, Format)))}: **{Table.Text(Statistics.Median(ratios), Format)}**";
}
