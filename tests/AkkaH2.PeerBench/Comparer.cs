using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Processes;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.PeerBench;

/// <summary>Both servers run all along, each as a process of its own; a case drives them in turn, so that what the machine does meets both.</summary>
internal sealed class Comparer(ServerProcess ours, ServerProcess peer, int rounds, int warmUps, TextWriter progress)
{
    public async Task<Comparison> RunAsync(LoadCase load, CancellationToken cancel)
    {
        List<Sample> our = [], peers = [];
        for (var round = -warmUps; round < rounds; round++)
        {
            var (a, b) = (await MeasureAsync(load, ours, cancel), await MeasureAsync(load, peer, cancel));
            progress.WriteLine($"{load.Name} {(round < 0 ? "warm-up" : $"round {round + 1}")}: ours {Brief(a)}, Kestrel {Brief(b)}");
            if (round < 0)
                continue;
            our.Add(a);
            peers.Add(b);
        }
        return new Comparison(load, our, peers);
    }

    private static async Task<Sample> MeasureAsync(LoadCase load, ServerProcess server, CancellationToken cancel)
    {
        var before = server.ProcessorTime;
        var report = await H2Load.RunAsync(load, server.Address, cancel);
        if (!report.AllSucceeded)
            throw new InvalidOperationException($"{load.Name} on {server.Address}: {report}; the server said:\n{server.Output}");
        return Sample.Of(load, report, server.ProcessorTime - before, server.WorkingSet);
    }

    private static string Brief(Sample sample) => FormattableString.Invariant($"{sample.CpuSeconds:0.000} s {sample.RequestsPerSecond:0}/s");
}
