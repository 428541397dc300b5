using System.CommandLine;
using AkkaH2.PeerBench.Measurements;
using AkkaH2.PeerBench.Processes;

namespace AkkaH2.PeerBench.Commands;

/// <summary><c>idle</c>: what an idle connection and an open, idle stream hold of a server's memory.</summary>
internal static class IdleCommand
{
    private static readonly Option<int> Connections = new Option<int>("--connections") { Description = "Idle connections.", DefaultValueFactory = _ => IdleMeasurement.Connections }
        .AtLeast(1);

    private static readonly Option<int> Streams = new Option<int>("--streams") { Description = "Idle streams, rounded up to whole connections of 100.", DefaultValueFactory = _ => IdleMeasurement.Streams }
        .AtLeast(1);

    private static readonly Option<bool> Tls = new("--tls") { Description = "The connections are TLS." };

    private static readonly Option<bool> Types = new("--types") { Description = "Also list the types of the objects that they hold." };

    public static Command Create()
    {
        var command = new Command("idle", "Measures the memory of idle connections and of open, idle streams.").With(Connections, Streams, Tls, Types);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var servers = CommonOptions.Server(parsed);
        var conclusion = new Conclusion(parsed, servers);
        using var contenders = new Contenders(servers);
        var measurement = new IdleMeasurement(contenders, parsed.GetValue(Connections), parsed.GetValue(Streams), parsed.GetValue(Tls), Console.Error);
        var section = await measurement.RunAsync(cancel);

        if (parsed.GetValue(Types))
        {
            foreach (var list in measurement.Types)
                Console.WriteLine($"{list}\n");
        }

        return await conclusion.OfAsync("Idle", section);
    }
}
