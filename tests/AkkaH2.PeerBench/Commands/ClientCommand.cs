using System.CommandLine;
using Akka.Actor;
using Akka.Configuration;
using AkkaH2.PeerBench.Clients;
using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Measurements;
using AkkaH2.PeerBench.Processes;

namespace AkkaH2.PeerBench.Commands;

/// <summary><c>client</c>: our client, HttpClient's handler on it, and SocketsHttpHandler side by side against one Kestrel.</summary>
internal static class ClientCommand
{
    private static readonly Option<string[]> Cases = new Option<string[]>("--case")
    {
        Description = "The cases to run, all unless given.",
        AllowMultipleArgumentsPerToken = true,
    }.AcceptOnlyFromAmong([.. ClientCase.All.Select(load => load.Name)]);

    private static readonly Option<string[]> Clients = new Option<string[]>("--client")
    {
        Description = "The clients to compare, all unless given.",
        AllowMultipleArgumentsPerToken = true,
    }.AcceptOnlyFromAmong([.. ClientKind.Ours, ClientKind.Reference]);

    public static Command Create()
    {
        var command = new Command("client", "Drives Kestrel with AkkaH2's client, with HttpClient's handler on it, and with SocketsHttpHandler in turn, and compares them.")
        {
            Cases, Clients, CommonOptions.Rounds, CommonOptions.WarmUps, CommonOptions.Scale, CommonOptions.Json, CommonOptions.Require,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var conclusion = new Conclusion(parsed, new ServerOptions(ClientKind.Ours, Programs.Kestrel, null));
        var chosen = parsed.GetValue(Cases) is { Length: > 0 } names ? names.Select(ClientCase.Named) : ClientCase.All;
        using var system = ActorSystem.Create("clients", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }"));
        var kinds = ClientKind.All(system).Where(kind => parsed.GetValue(Clients) is not { Length: > 0 } some || some.Contains(kind.Name));
        var section = await new ClientMeasurement([.. kinds], CommonOptions.RoundsOf(parsed))
            .RunAsync(chosen.Select(load => load.Scaled(parsed.GetValue(CommonOptions.Scale))));
        return await conclusion.OfAsync($"Medians of {parsed.GetValue(CommonOptions.Rounds)} rounds", section);
    }
}
