using System.CommandLine;
using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Measurements;
using AkkaH2.PeerBench.Processes;

namespace AkkaH2.PeerBench.Commands;

/// <summary><c>shard</c>: an entity of a cluster as an endpoint, on the node that is asked and on another one, beside a function.</summary>
internal static class ShardCommand
{
    private const string Local = "local shard";
    private const string Remote = "remote shard";

    public static Command Create()
    {
        var command = new Command("shard", "Drives one of two nodes of ClusterCounter with 8 x 100 small requests: to a function, an entity of its own, and one of the other node.")
        {
            CommonOptions.Rounds, CommonOptions.WarmUps, CommonOptions.Scale, CommonOptions.Json, CommonOptions.Require,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        CommonOptions.RequireH2Load();
        var program = Programs.Sample("ClusterCounter", "Release");
        var conclusion = new Conclusion(parsed, new ServerOptions([Local, Remote], program, null));
        await using var cluster = await TwoNodes.StartAsync(program);
        BenchEndpoint Endpoint(string name, string path) => new(name, new Uri(cluster.Address, path), () => (cluster.ProcessorTime, cluster.WorkingSet));
        BenchEndpoint[] endpoints = [Endpoint(Local, $"/counter/{cluster.Local}"), Endpoint(Remote, $"/counter/{cluster.Remote}"), Endpoint("function", "/alive")];
        var load = LoadCase.Named("8x100").Scaled(parsed.GetValue(CommonOptions.Scale));
        var section = await new EndpointMeasurement(endpoints, CommonOptions.RoundsOf(parsed)).RunAsync("shard", [load], cancel);
        return await conclusion.OfAsync($"Medians of {parsed.GetValue(CommonOptions.Rounds)} rounds", section);
    }
}
