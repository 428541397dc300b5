using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Processes;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.PeerBench.Measurements;

/// <summary>Processor time, requests a second, response times and memory under load. All servers run all along, and a case drives them in turn.</summary>
internal sealed class LoadMeasurement(Contenders contenders, Rounds rounds, TextWriter progress)
{
    private const string Note = "cpu s: the server's user and system time per 100,000 requests, or per GiB for down and up; per s: requests a second; failed: requests of all rounds.";

    /// <summary>The response times of the last round of an open loop, in microseconds, by server.</summary>
    public Dictionary<string, IReadOnlyList<double>> Latencies { get; } = [];

    public async Task<Section> RunAsync(IReadOnlyList<LoadCase> cases, CancellationToken cancel)
    {
        await using var servers = await Servers.StartAsync(contenders.For(cases));
        List<Comparison> comparisons = [];
        foreach (var load in cases)
        {
            var able = servers.Entrants.Where(entrant => entrant.Contender.CanServe(load));
            comparisons.Add(await rounds.RunAsync(load.Name, able.Select(entrant => new Turn(entrant.Name, () => MeasureAsync(load, entrant, cancel)))));
        }

        return new Section("load", Note, comparisons);
    }

    private async Task<Sample> MeasureAsync(LoadCase load, Entrant entrant, CancellationToken cancel)
    {
        var server = entrant.Server;
        var before = server.ProcessorTime;
        var address = load.IsSecure ? await server.SecureAddress : server.Address;
        var report = load.Handshake is null ? await H2Load.RunAsync(load, address, cancel) : await HandshakeLoad.RunAsync(load, address, cancel);
        var spent = server.ProcessorTime - before;
        if (!report.AllSucceeded)
            progress.WriteLine($"{load.Name} on {entrant.Name}: {report}; the server said:\n{server.Output}");
        if (load.Rate > 0)
            Latencies[entrant.Name] = report.Latencies;
        return Sample.Of(load, report, spent, server.WorkingSet);
    }
}
