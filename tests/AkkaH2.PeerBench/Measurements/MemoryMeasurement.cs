using System.Globalization;
using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Processes;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.PeerBench.Measurements;

/// <summary>What a load leaves behind in a server. Each turn starts a fresh process.</summary>
internal sealed class MemoryMeasurement(Contenders contenders, Rounds rounds, LoadCase load)
{
    /// <summary>The usual load.</summary>
    public static readonly LoadCase Load = LoadCase.Named("8x100") with { Name = "memory", Requests = 0, Duration = TimeSpan.FromSeconds(5) };

    private const double Mebi = 1 << 20;

    public async Task<Section> RunAsync(CancellationToken cancel) =>
        new("memory after load", Note, [await rounds.RunAsync(load.Name, contenders.Managed.Select(contender => new Turn(contender.Name, () => MeasureAsync(contender, cancel))))]);

    private string Note => string.Create(
        CultureInfo.InvariantCulture,
        $"A fresh process after {load.Duration.TotalSeconds:0} s of {load.Clients} x {load.Streams}. memory: its working set at the end of the load; live heap: the octets that survive a forced collection after it.");

    private async Task<Sample> MeasureAsync(Contender contender, CancellationToken cancel)
    {
        await using var server = await contender.StartAsync();
        var report = await H2Load.RunAsync(load, server.Address, cancel);
        var workingSet = server.WorkingSet; // before the probe, whose session costs the process some memory too
        return new Sample(report.Unsuccessful, (Figure.Memory, workingSet / Mebi), (Figure.Heap, await HeapProbe.MeasureSettledAsync(server.Id) / Mebi));
    }
}
