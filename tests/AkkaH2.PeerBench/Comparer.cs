using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Processes;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.PeerBench;

/// <summary>A server in the race: what the tables call it, and which cases it can answer.</summary>
internal sealed record Entrant(string Name, ServerProcess Server, Func<LoadCase, bool> CanServe);

/// <summary>All servers run all along, each as a process of its own; a case drives them in turn, so that what the machine does meets all of them.</summary>
internal sealed class Comparer(IReadOnlyList<Entrant> entrants, int rounds, int warmUps, TextWriter progress)
{
    /// <summary>The response times of the last round of an open loop, in microseconds, by server.</summary>
    public Dictionary<string, IReadOnlyList<double>> Latencies { get; } = [];

    public async Task<IReadOnlyList<Comparison>> RunAsync(IEnumerable<LoadCase> cases, CancellationToken cancel)
    {
        List<Comparison> comparisons = [];
        foreach (var load in cases)
            comparisons.Add(await RunAsync(load, cancel));
        return comparisons;
    }

    private async Task<Comparison> RunAsync(LoadCase load, CancellationToken cancel)
    {
        var able = entrants.Where(entrant => entrant.CanServe(load)).ToList();
        var samples = able.ToDictionary(entrant => entrant.Name, _ => new List<Sample>());
        for (var round = -warmUps; round < rounds; round++)
        {
            foreach (var entrant in able)
            {
                var sample = await MeasureAsync(load, entrant, cancel);
                progress.WriteLine(FormattableString.Invariant(
                    $"{load.Name} {(round < 0 ? "warm-up" : $"round {round + 1}")}: {entrant.Name} {sample.CpuSeconds:0.000} s {sample.RequestsPerSecond:0}/s"));
                if (round >= 0)
                    samples[entrant.Name].Add(sample);
            }
        }

        return new Comparison(load, [.. able.Select(entrant => new Contestant(entrant.Name, samples[entrant.Name]))]);
    }

    private async Task<Sample> MeasureAsync(LoadCase load, Entrant entrant, CancellationToken cancel)
    {
        var server = entrant.Server;
        var before = server.ProcessorTime;
        var report = await H2Load.RunAsync(load, server.Address, cancel);
        var spent = server.ProcessorTime - before;
        if (!report.AllSucceeded)
            progress.WriteLine($"{load.Name} on {entrant.Name}: {report}; the server said:\n{server.Output}");
        if (load.Rate > 0)
            Latencies[entrant.Name] = report.Latencies;
        return Sample.Of(load, report, spent, server.WorkingSet);
    }
}
