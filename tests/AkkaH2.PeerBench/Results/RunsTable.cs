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

    private static IEnumerable<string> Rows(List<Comparison> runs, List<string> servers) =>
        runs[0].Figures.Select(figure => Table.Row([runs[0].Name, figure.Heading, .. servers.Select(server => Cell([.. runs.Select(run => run.Ratios(server)?[figure] ?? double.NaN)]))]));

    private static string Cell(double[] ratios) => ratios.Any(double.IsNaN) ? ""
        : ratios.Length == 1 ? $"**{Table.Text(ratios[0], Format)}**"
        : $"{string.Join(", ", ratios.Select(ratio => Table.Text(ratio, Format)))}: **{Table.Text(Statistics.Median(ratios), Format)}**";
}
