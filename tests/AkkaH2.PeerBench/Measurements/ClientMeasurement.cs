using System.Diagnostics;
using AkkaH2.PeerBench.Clients;
using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Processes;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.PeerBench.Measurements;

/// <summary>Processor time, requests a second and response times of clients. All of them live in this process all along, and drive one Kestrel in turn.</summary>
internal sealed class ClientMeasurement(IReadOnlyList<ClientKind> kinds, Rounds rounds)
{
    private const string Note =
        "cpu s: user and system time of the clients' process per 100,000 requests, or per GiB for down and up; per s: requests a second; failed: requests of all rounds.";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    public async Task<Section> RunAsync(IEnumerable<ClientCase> cases)
    {
        await using var server = await ServerProcess.StartAsync(Programs.Kestrel, ["kestrel", "--port", "0", "--tls-port", "0"], StartDeadline);
        List<Comparison> comparisons = [];
        foreach (var load in cases)
            comparisons.Add(await CompareAsync(load, server.Address));
        return new Section("client", Note, comparisons) { Contestant = "client", Reference = ClientKind.Reference };
    }

    private async Task<Comparison> CompareAsync(ClientCase load, Uri server)
    {
        var clients = kinds.Select(kind => (kind.Name, Each: Enumerable.Range(0, load.Clients).Select(_ => kind.Create(server)).ToArray())).ToArray();
        try
        {
            return await rounds.RunAsync(load.Name, clients.Select(kind => new Turn(kind.Name, () => MeasureAsync(load, kind.Each))));
        }
        finally
        {
            foreach (var client in clients.SelectMany(kind => kind.Each))
                await client.DisposeAsync();
        }
    }

    private static async Task<Sample> MeasureAsync(ClientCase load, IBenchClient[] clients)
    {
        GC.Collect(); // each pays for its own garbage
        var run = new ClientRun(load);
        var (before, clock) = (ProcessorClock.Read(Environment.ProcessId), Stopwatch.StartNew());
        await Task.WhenAll(clients.SelectMany(client => Enumerable.Range(0, load.Streams).Select(_ => Task.Run(() => run.SendAsync(client)))));
        var (elapsed, spent) = (clock.Elapsed, ProcessorClock.Read(Environment.ProcessId) - before);
        return run.ToSample(elapsed, spent);
    }
}
