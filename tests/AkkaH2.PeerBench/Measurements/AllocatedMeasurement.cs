using System.Globalization;
using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Processes;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.PeerBench.Measurements;

/// <summary>
/// The octets a request allocates in a warm server. A case is driven with so many requests and with twice as many, and the difference counts,
/// so that what connections and the diagnostic session cost falls out.
/// </summary>
internal sealed class AllocatedMeasurement(Contenders contenders, Rounds rounds, double scale, TextWriter progress)
{
    private const int Known = 1_000;
    private const int TypesShown = 30;

    private static readonly LoadCase[] Cases =
    [
        LoadCase.Named("8x100") with { Name = "allocated" },
        LoadCase.Named("counter") with { Name = "allocated-counter" },
    ];

    /// <summary>The allocated types of each case and server, where they were asked for: a heading and a table each.</summary>
    public List<string> Types { get; } = [];

    public async Task<Section> RunAsync(bool types, CancellationToken cancel)
    {
        await using var servers = await Servers.StartAsync(contenders.Managed);
        List<Comparison> comparisons = [];
        foreach (var load in Cases.Select(load => load.Scaled(scale)))
        {
            comparisons.Add(await rounds.RunAsync(load.Name, servers.Entrants.Select(entrant => new Turn(entrant.Name, () => MeasureAsync(load, entrant.Server, cancel)))));
            foreach (var entrant in types ? servers.Entrants : [])
                Types.Add($"{load.Name}, {entrant.Name}:\n\n{await ListTypesAsync(load, entrant.Server, cancel)}");
        }

        var known = await CheckAsync(servers.Entrants[^1].Server, Cases[0].Scaled(scale), Known, cancel);
        return new Section("allocated", Note(known), comparisons);
    }

    /// <summary>The method's figure for a request that allocates so many octets (of four digits) more than another one; the server has to be Kestrel's.</summary>
    public async Task<double> CheckAsync(ServerProcess kestrel, LoadCase load, int octets, CancellationToken cancel)
    {
        // The paths are equally long, and so are their strings; an empty array is an array too.
        var without = await MeasureAsync(load with { Path = $"/garbage/{0:0000}" }, kestrel, cancel);
        var with = await MeasureAsync(load with { Path = $"/garbage/{octets:0000}" }, kestrel, cancel);
        var known = with[Figure.Allocated] - without[Figure.Allocated];
        progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"allocated: {octets} octets more measured as {known:0}"));
        return known;
    }

    private static string Note(double known) => string.Create(
        CultureInfo.InvariantCulture,
        $"octets a request: all that the process allocates, by the runtime's counter, 8 x 100, GET / and /counter/7. The method's check: {Known:#,0} octets more a request measured as {known:#,0}.");

    private static async Task<Sample> MeasureAsync(LoadCase load, ServerProcess server, CancellationToken cancel)
    {
        var (once, fewer) = await CountAsync(load, server, cancel);
        var (twice, more) = await CountAsync(load with { Requests = 2 * load.Requests }, server, cancel);
        // The method is good to about an octet: a fraction of one is no figure, and less than none is none.
        var octets = Math.Max(Math.Round((twice - once) / (more.Succeeded - fewer.Succeeded)), 0);
        return new Sample(fewer.Unsuccessful + more.Unsuccessful, (Figure.Allocated, octets));
    }

    private static async Task<(double Octets, LoadReport Report)> CountAsync(LoadCase load, ServerProcess server, CancellationToken cancel)
    {
        LoadReport? report = null;
        var octets = await AllocationProbe.MeasureAsync(server.Id, async () => report = await H2Load.RunAsync(load, server.Address, cancel));
        return (octets, report!);
    }

    private static async Task<string> ListTypesAsync(LoadCase load, ServerProcess server, CancellationToken cancel)
    {
        LoadReport? report = null;
        var samples = await AllocationSampler.SampleAsync(server.Id, async () => report = await H2Load.RunAsync(load, server.Address, cancel));
        return AllocatedType.Table(AllocatedType.Estimate(samples, report!.Succeeded), TypesShown);
    }
}
