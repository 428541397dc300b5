using System.CommandLine;
using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Measurements;
using AkkaH2.PeerBench.Processes;

namespace AkkaH2.PeerBench.Commands;

/// <summary><c>scale</c>: what a small request costs by the number of connections, and by the number of streams on one connection.</summary>
internal static class ScaleCommand
{
    private static readonly int[] Connections = [1, 10, 100, 1_000, 10_000];
    private static readonly int[] Streams = [1, 10, 100, 1_000];

    private static readonly Option<int> Requests = new("--requests") { Description = "Requests a round.", DefaultValueFactory = _ => 100_000 };

    public static Command Create()
    {
        var command = new Command("scale", "Measures a small request by the number of connections (1 to 10,000) and of streams on one connection (1 to 1,000).")
            .With(CommonOptions.Rounds, CommonOptions.WarmUps, Requests);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        CommonOptions.RequireH2Load();
        var servers = CommonOptions.Server(parsed);
        var conclusion = new Conclusion(parsed, servers);
        var requests = parsed.GetValue(Requests);
        List<LoadCase> cases =
        [
            .. Streams.Select(streams => LoadCase.Small(clients: 1, streams, streams == 1 ? requests / 5 : requests)),
            .. Connections.Skip(1).Select(clients => LoadCase.Small(clients, streams: 10, requests)),
        ];

        using var contenders = new Contenders(servers);
        var section = await new LoadMeasurement(contenders, CommonOptions.RoundsOf(parsed), Console.Error).RunAsync(cases, cancel);
        return await conclusion.OfAsync($"Connections x streams, medians of {parsed.GetValue(CommonOptions.Rounds)} rounds", section);
    }
}
