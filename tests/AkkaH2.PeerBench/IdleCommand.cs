using System.CommandLine;
using System.Globalization;
using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Processes;

namespace AkkaH2.PeerBench;

/// <summary><c>idle</c>: what an idle connection and an open, idle stream hold of a server's memory.</summary>
internal static class IdleCommand
{
    private const int StreamsEach = 100;
    private const string FarAway = "/slow/600000";

    private static readonly Option<int> Connections = new("--connections") { Description = "Idle connections.", DefaultValueFactory = _ => 10_000 };

    private static readonly Option<int> Streams = new("--streams") { Description = $"Idle streams, {StreamsEach} a connection.", DefaultValueFactory = _ => 1_000 };

    public static Command Create()
    {
        var command = new Command("idle", "Measures the memory of idle connections and of open, idle streams.")
        {
            CommonOptions.Transport, Connections, Streams, CommonOptions.Showcase, CommonOptions.Config,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        await using var servers = await Servers.StartAsync(CommonOptions.Server(parsed), []);
        Console.WriteLine("| server | idle | how many | heap, octets each | working set, octets each |\n|---|---|---|---|---|");
        foreach (var entrant in servers.Entrants)
        {
            await HoldAsync(entrant.Server, connections: StreamsEach, streams: StreamsEach); // warm: code, pools and tables are there
            // Streams first: they are few, and what many connections leave behind would be counted against them.
            Print(entrant.Name, "stream", await MeasureAsync(entrant.Server, parsed.GetValue(Streams) / StreamsEach, StreamsEach));
            Print(entrant.Name, "connection", await MeasureAsync(entrant.Server, parsed.GetValue(Connections), streams: 0));
        }

        return 0;
    }

    private static async Task HoldAsync(ServerProcess server, int connections, int streams)
    {
        foreach (var client in await OpenAsync(server, connections, streams))
            client.Dispose();
    }

    private static async Task<(int Count, double Heap, double WorkingSet)> MeasureAsync(ServerProcess server, int connections, int streams)
    {
        var clients = await OpenAsync(server, connections, 0);
        try
        {
            if (streams == 0)
            {
                // Against the same server without them, after they are gone.
                var (with, withSet) = (await HeapProbe.MeasureAsync(server.Id), server.WorkingSet);
                Close(clients);
                await Task.Delay(TimeSpan.FromSeconds(3));
                var without = await HeapProbe.MeasureAsync(server.Id);
                return (connections, (double)(with - without) / connections, (double)(withSet - server.WorkingSet) / connections);
            }

            var (before, beforeSet) = (await HeapProbe.MeasureAsync(server.Id), server.WorkingSet);
            foreach (var client in clients)
                await client.OpenAsync(streams, FarAway);
            await Task.Delay(TimeSpan.FromSeconds(3));
            var count = connections * streams;
            return (count, (double)(await HeapProbe.MeasureAsync(server.Id) - before) / count, (double)(server.WorkingSet - beforeSet) / count);
        }
        finally
        {
            Close(clients);
        }
    }

    private static async Task<List<IdleClient>> OpenAsync(ServerProcess server, int connections, int streams)
    {
        List<IdleClient> clients = [];
        for (var i = 0; i < connections; i++)
        {
            clients.Add(await IdleClient.ConnectAsync(server.Address));
            if (streams > 0)
                await clients[^1].OpenAsync(streams, FarAway);
        }

        return clients;
    }

    private static void Close(IEnumerable<IdleClient> clients)
    {
        foreach (var client in clients)
            client.Dispose();
    }

    private static void Print(string server, string what, (int Count, double Heap, double WorkingSet) figures) => Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"| {server} | {what} | {figures.Count:#,0} | {figures.Heap:#,0} | {figures.WorkingSet:#,0} |"));
}
