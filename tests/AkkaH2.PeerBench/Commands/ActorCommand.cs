using System.CommandLine;
using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Measurements;
using AkkaH2.PeerBench.Processes;

namespace AkkaH2.PeerBench.Commands;

/// <summary><c>actor</c>: one actor as an endpoint, for one connection and for eight that share it, beside a function.</summary>
internal static class ActorCommand
{
    private const string Actor = "actor";
    private const string Before = "before";

    private static readonly LoadCase[] Loads = [LoadCase.Small(1, 100, 100_000), LoadCase.Named("8x100")];

    public static Command Create()
    {
        var command = new Command("actor", "Drives Showcase with small requests, 1 x 100 and 8 x 100: to an actor, and to a function. With --before also to the actor of that build.")
            .With(CommonOptions.Rounds, CommonOptions.WarmUps, CommonOptions.Scale);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        CommonOptions.RequireH2Load();
        var options = CommonOptions.Server(parsed);
        var conclusion = new Conclusion(parsed, options with { Transports = [Actor] });
        using var contenders = new Contenders(options);
        await using var servers = await Servers.StartAsync(contenders.Managed.Where(contender => contender.Name == options.Transports[0] || contender.Name == Before));
        BenchEndpoint Endpoint(string name, string path, ServerProcess server) => new(name, new Uri(server.Address, path), () => (server.ProcessorTime, server.WorkingSet));
        var ours = servers.Entrants[0].Server;
        BenchEndpoint[] endpoints =
        [
            Endpoint(Actor, "/counter/7", ours),
            .. servers.Entrants.Skip(1).Select(entrant => Endpoint(Before, "/counter/7", entrant.Server)),
            Endpoint("function", "/", ours),
        ];
        var loads = Loads.Select(load => load.Scaled(parsed.GetValue(CommonOptions.Scale)));
        var section = await new EndpointMeasurement(endpoints, CommonOptions.RoundsOf(parsed)).RunAsync("actor", loads, cancel);
        return await conclusion.OfAsync($"Medians of {parsed.GetValue(CommonOptions.Rounds)} rounds", section);
    }
}
