using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Processes;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.PeerBench.Measurements;

/// <summary>Processor time and requests a second of endpoints in a cluster. All of them are asked at the same node, in turn.</summary>
internal sealed class ShardMeasurement(TwoNodes nodes, Rounds rounds)
{
    /// <summary>What requirements hold for, in this order.</summary>
    public static readonly IReadOnlyList<string> Ours = ["local shard", "remote shard"];

    private const string Function = "function";

    private const string Note = "cpu s: user and system time of both nodes per 100,000 requests; memory: the working sets of both; per s: requests a second; failed: requests of all rounds.";

    private static readonly LoadCase Load = LoadCase.Named("8x100");

    public async Task<Section> RunAsync(double scale, CancellationToken cancel)
    {
        (string Name, string Path)[] endpoints = [(Ours[0], $"/counter/{nodes.Local}"), (Ours[1], $"/counter/{nodes.Remote}"), (Function, "/alive")];
        var turns = endpoints.Select(endpoint => new Turn(endpoint.Name, () => MeasureAsync((Load with { Path = endpoint.Path }).Scaled(scale), cancel)));
        return new Section("shard", Note, [await rounds.RunAsync(Load.Name, turns)]) { Contestant = "endpoint", Reference = Function };
    }

    private async Task<Sample> MeasureAsync(LoadCase load, CancellationToken cancel)
    {
        var before = nodes.ProcessorTime;
        var report = await H2Load.RunAsync(load, nodes.Address, cancel);
        return Sample.Of(load, report, nodes.ProcessorTime - before, nodes.WorkingSet);
    }
}
