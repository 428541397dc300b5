using System.Globalization;
using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Processes;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.PeerBench.Measurements;

/// <summary>What an idle connection and an open, idle stream hold of a server's memory. The servers run one after the other, once.</summary>
internal sealed class IdleMeasurement(Contenders contenders, int connections, int streams, bool secure, TextWriter progress)
{
    public const int Connections = 10_000;
    public const int Streams = 1_000;

    private const int StreamsEach = 100;
    private const string FarAway = "/slow/600000";
    private const int TypesShown = 80;

    private readonly int _streamConnections = Math.Max((streams + StreamsEach - 1) / StreamsEach, 1);

    /// <summary>For each server, the types of the objects that a connection and a stream hold, as tables.</summary>
    public List<string> Types { get; } = [];

    private int StreamCount => _streamConnections * StreamsEach;

    public async Task<Section> RunAsync(CancellationToken cancel)
    {
        List<Contestant> perStream = [], perConnection = [];
        foreach (var contender in contenders.Managed)
        {
            cancel.ThrowIfCancellationRequested();
            await using var server = await contender.StartAsync();
            await HoldAsync(server, StreamsEach, StreamsEach); // warm: code, pools and tables are there
            // Streams first: they are few, and what many connections leave behind would be counted against them.
            perStream.Add(Noted("stream", contender.Name, await MeasureStreamsAsync(server), StreamCount));
            perConnection.Add(Noted("connection", contender.Name, await MeasureConnectionsAsync(server), connections));
        }

        return new Section("idle", Note, [new Comparison("connection", perConnection), new Comparison("stream", perStream)]);
    }

    private string Note => string.Create(
        CultureInfo.InvariantCulture,
        $"{connections:#,0} idle connections; {StreamCount:#,0} open, idle streams, {StreamsEach} a connection. heap: the octets that survive a forced collection, with and without them.");

    private Contestant Noted(string what, string server, (Held With, Held Without) held, int count)
    {
        var (with, without) = held;
        var sample = new Sample(
            failed: 0,
            (Figure.Held, (double)(with.Heap - without.Heap) / count),
            (Figure.Objects, (double)(with.Snapshot.Objects - without.Snapshot.Objects) / count),
            (Figure.Resident, (double)(with.WorkingSet - without.WorkingSet) / count));
        progress.WriteLine($"idle {what}: {server} {sample}");
        Types.Add($"An idle {what}, {server}:\n\n{HeldType.Table(HeldType.Each(with.Snapshot.Types, without.Snapshot.Types, count), TypesShown)}");
        return new Contestant(server, [sample]);
    }

    private async Task<(Held With, Held Without)> MeasureConnectionsAsync(ServerProcess server)
    {
        // Against the same server without them, after they are gone.
        var clients = await OpenAsync(server, connections, 0);
        var with = await HeldAsync(server);
        Close(clients);
        return (with, await HeldAsync(server));
    }

    private async Task<(Held With, Held Without)> MeasureStreamsAsync(ServerProcess server)
    {
        var clients = await OpenAsync(server, _streamConnections, 0);
        var without = await HeldAsync(server);
        try
        {
            foreach (var client in clients)
                await client.OpenAsync(StreamsEach, FarAway);
            return (await HeldAsync(server), without);
        }
        finally
        {
            Close(clients);
        }
    }

    private static async Task<Held> HeldAsync(ServerProcess server)
    {
        var heap = await HeapProbe.MeasureSettledAsync(server.Id);
        return new Held(heap, server.WorkingSet, await HeapSnapshot.TakeAsync(server.Id));
    }

    private async Task HoldAsync(ServerProcess server, int connections, int streams) => Close(await OpenAsync(server, connections, streams));

    private async Task<List<IdleClient>> OpenAsync(ServerProcess server, int connections, int streams)
    {
        var address = secure ? await server.SecureAddress : server.Address;
        List<IdleClient> clients = [];
        for (var i = 0; i < connections; i++)
        {
            clients.Add(await IdleClient.ConnectAsync(address));
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

    private readonly record struct Held(long Heap, long WorkingSet, HeapSnapshot Snapshot);
}
