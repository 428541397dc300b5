using System.CommandLine;
using AkkaH2.PeerBench.Measurements;
using AkkaH2.PeerBench.Processes;

namespace AkkaH2.PeerBench.Commands;

/// <summary><c>shard</c>: an entity of a cluster as an endpoint, on the node that is asked and on another one, beside a function.</summary>
internal static class ShardCommand
{
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
        var conclusion = new Conclusion(parsed, new ServerOptions(ShardMeasurement.Ours, program, null));
        await using var cluster = await TwoNodes.StartAsync(program);
        var section = await new ShardMeasurement(cluster, CommonOptions.RoundsOf(parsed)).RunAsync(parsed.GetValue(CommonOptions.Scale), cancel);
        return await conclusion.OfAsync($"Medians of {parsed.GetValue(CommonOptions.Rounds)} rounds", section);
    }
}
