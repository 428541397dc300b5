using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.PeerBench.Measurements;

/// <summary>What a table calls an endpoint, where it is, and what its server has used so far (several nodes: all of them together).</summary>
internal sealed record BenchEndpoint(string Name, Uri Address, Func<(TimeSpan ProcessorTime, long WorkingSet)> Usage);

/// <summary>Processor time and requests a second of endpoints, which are asked in turn; the last one is what ratios are taken of.</summary>
internal sealed class EndpointMeasurement(IReadOnlyList<BenchEndpoint> endpoints, Rounds rounds)
{
    private const string Note = "cpu s: user and system time of the server (of both nodes) per 100,000 requests; memory: its working set; per s: requests a second; failed: requests of all rounds.";

    public async Task<Section> RunAsync(string name, IEnumerable<LoadCase> loads, CancellationToken cancel)
    {
        List<Comparison> comparisons = [];
        foreach (var load in loads)
            comparisons.Add(await rounds.RunAsync(load.Name, endpoints.Select(endpoint => new Turn(endpoint.Name, () => MeasureAsync(load, endpoint, cancel)))));
        return new Section(name, Note, comparisons) { Contestant = "endpoint", Reference = endpoints[^1].Name };
    }

    private static async Task<Sample> MeasureAsync(LoadCase load, BenchEndpoint endpoint, CancellationToken cancel)
    {
        var before = endpoint.Usage().ProcessorTime;
        var report = await H2Load.RunAsync(load with { Path = endpoint.Address.AbsolutePath }, endpoint.Address, cancel);
        var (processorTime, workingSet) = endpoint.Usage();
        return Sample.Of(load, report, processorTime - before, workingSet);
    }
}
