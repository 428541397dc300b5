using System.CommandLine;
using AkkaH2.PeerBench.Measurements;
using AkkaH2.PeerBench.Processes;

namespace AkkaH2.PeerBench.Commands;

/// <summary><c>allocated</c>: the octets that a request allocates in a warm server, and where they were asked for, of which types.</summary>
internal static class AllocatedCommand
{
    private static readonly Option<bool> Types = new("--types") { Description = "Also list the allocated types, estimated from a random sample of the runtime." };

    public static Command Create()
    {
        var command = new Command("allocated", "Measures the octets that a small request and a request to an actor allocate in a warm server.")
            .With(CommonOptions.Rounds, CommonOptions.WarmUps, CommonOptions.Scale, Types);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        CommonOptions.RequireH2Load();
        var servers = CommonOptions.Server(parsed);
        var conclusion = new Conclusion(parsed, servers);
        using var contenders = new Contenders(servers);
        var measurement = new AllocatedMeasurement(contenders, CommonOptions.RoundsOf(parsed), parsed.GetValue(CommonOptions.Scale), Console.Error);
        var section = await measurement.RunAsync(parsed.GetValue(Types), cancel);

        foreach (var list in measurement.Types)
            Console.WriteLine($"{list}\n");
        return await conclusion.OfAsync($"Warm processes, medians of {parsed.GetValue(CommonOptions.Rounds)} rounds", section);
    }
}
