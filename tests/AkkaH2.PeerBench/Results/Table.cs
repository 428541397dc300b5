using System.Globalization;

namespace AkkaH2.PeerBench.Results;

/// <summary>A section as a Markdown table: a line a server, a column for each figure that a case of the section has, all of them medians.</summary>
internal static class Table
{
    /// <param name="section">What was measured.</param>
    /// <param name="withRatios">Whether each figure is followed by what part of the reference's it is.</param>
    public static string Render(Section section, bool withRatios = true)
    {
        var figures = Figure.All.Where(figure => section.Comparisons.Any(c => c.Figures.Contains(figure))).ToList();
        IEnumerable<string> head = ["case", section.Contestant, .. figures.SelectMany(f => withRatios ? (string[])[f.Heading, $"/ {section.Reference}"] : [f.Heading]), "failed"];
        return string.Join('\n', [Row(head), Row(head.Select(_ => "---")), .. section.Comparisons.SelectMany(Rows), "", section.Note]);

        IEnumerable<string> Rows(Comparison c) => c.Contestants.Select(server => Row([c.Name, server.Name, .. Values(c, server), Text(server.Failed, "#,0")]));

        IEnumerable<string> Values(Comparison c, Contestant server)
        {
            var ratios = server.Name == section.Reference ? null : c.Ratios(server.Name, section.Reference);
            foreach (var figure in figures)
            {
                yield return Text(server.Median[figure], figure.Format);
                if (withRatios)
                    yield return Bold(ratios?[figure] ?? double.NaN);
            }
        }
    }

    /// <summary>One line of a Markdown table.</summary>
    public static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    /// <summary>A number, or nothing if there is none.</summary>
    public static string Text(double value, string format) => double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture);

    private static string Bold(double ratio) => double.IsNaN(ratio) ? "" : $"**{Text(ratio, "0.00")}**";
}
