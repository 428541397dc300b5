using System.Globalization;

namespace AkkaH2.PeerBench.Results;

/// <summary>Holds the figures of runs against requirements.</summary>
internal static class Verdict
{
    /// <summary>The requirements that a run does not meet, each with the value that was measured, and the cases in which a request failed on one of our servers (<paramref name="ours"/>).</summary>
    public static IEnumerable<string> Missed(IReadOnlyList<IReadOnlyList<Section>> runs, IReadOnlyList<Requirement> requirements, IReadOnlyList<string> ours)
    {
        for (var run = 0; run < runs.Count; run++)
        {
            var where = runs.Count > 1 ? $"run {run + 1}: " : "";
            List<Comparison> comparisons = [.. runs[run].SelectMany(section => section.Comparisons)];
            foreach (var requirement in requirements.Where(r => !r.IsMetBy(comparisons)))
                yield return $"{where}{requirement}, it is {Text(requirement.Value(comparisons))}";
            foreach (var comparison in comparisons)
                foreach (var server in comparison.Contestants.Where(c => c.Failed > 0 && ours.Contains(c.Name)))
                    yield return $"{where}{comparison.Name}: no failed request, {server.Name} has {Text(server.Failed)}";
        }
    }

    private static string Text(double value) => double.IsNaN(value) ? "not measured" : value.ToString("0.###", CultureInfo.InvariantCulture);
}
