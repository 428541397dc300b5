using System.Diagnostics;
using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Processes;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.PeerBench.Measurements;

/// <summary>A process from its start to its first answer, and the requests that it answers while the runtime still compiles. Each turn starts a fresh process.</summary>
internal sealed class ColdMeasurement(Contenders contenders, Rounds rounds)
{
    private const string Note =
        "A fresh process each time. first answer: from the start of the process to the answer to one GET; start cpu: the process's user and system time until then; "
        + "first 20,000: its user and system time from then to the end of 20,000 requests, 8 x 100.";

    private static readonly LoadCase Early = LoadCase.Named("8x100") with { Name = "cold", Requests = 20_000 };

    public async Task<Section> RunAsync(CancellationToken cancel) =>
        new("cold", Note, [await rounds.RunAsync(Early.Name, contenders.Managed.Select(contender => new Turn(contender.Name, () => MeasureAsync(contender, cancel))))]);

    private static async Task<Sample> MeasureAsync(Contender contender, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        await using var server = await contender.StartAsync();
        using var client = await IdleClient.ConnectAsync(server.Address);
        var (firstAnswer, start) = (clock.Elapsed, server.ProcessorTime);
        var report = await H2Load.RunAsync(Early, server.Address, cancel);
        return new Sample(
            report.Unsuccessful,
            (Figure.FirstAnswer, firstAnswer.TotalMilliseconds),
            (Figure.StartCpu, start.TotalSeconds),
            (Figure.EarlyCpu, (server.ProcessorTime - start).TotalSeconds));
    }
}
