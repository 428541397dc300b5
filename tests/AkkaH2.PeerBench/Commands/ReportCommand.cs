using System.CommandLine;
using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Measurements;
using AkkaH2.PeerBench.Processes;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.PeerBench.Commands;

/// <summary><c>report</c>: everything, several times over, as the Markdown that the documentation shows.</summary>
internal static class ReportCommand
{
    private static readonly string[] AllParts = ["load", "cold", "allocated", "memory", "idle"];

    private static readonly Option<int> Runs = new Option<int>("--runs") { Description = "How often to measure everything, with fresh servers each time.", DefaultValueFactory = _ => 3 }
        .AtLeast(1);

    private static readonly Option<string[]> Parts = new Option<string[]>("--part")
    {
        Description = "What to measure, everything unless given.",
        DefaultValueFactory = _ => AllParts,
        AllowMultipleArgumentsPerToken = true,
    }.AcceptOnlyFromAmong(AllParts);

    public static Command Create()
    {
        var command = new Command("report", "Measures every case of every command, several times over, and prints Markdown: the machine, ratios to Kestrel run by run, and the figures.")
            .With(Runs, CommonOptions.Rounds, CommonOptions.WarmUps, CommonOptions.Scale, Parts);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        CommonOptions.RequireH2Load();
        var servers = CommonOptions.Server(parsed);
        var conclusion = new Conclusion(parsed, servers);
        var machine = await MachineFacts.CollectAsync(servers.Showcase);

        using var contenders = new Contenders(servers);
        List<IReadOnlyList<Section>> runs = [];
        for (var run = 1; run <= parsed.GetValue(Runs); run++)
        {
            Console.Error.WriteLine($"run {run}");
            runs.Add(await MeasureAsync(parsed, contenders, cancel));
        }

        Console.WriteLine(RunsReport.Render(machine, Command(parsed), runs));
        return await conclusion.OfAsync(runs, machine);
    }

    private static async Task<IReadOnlyList<Section>> MeasureAsync(ParseResult parsed, Contenders contenders, CancellationToken cancel)
    {
        var (rounds, scale, progress) = (CommonOptions.RoundsOf(parsed), parsed.GetValue(CommonOptions.Scale), Console.Error);
        var once = new Rounds(measured: 1, warmUps: 0, progress); // the runs are the rounds of what starts everything afresh or hardly varies
        var warmOnce = new Rounds(measured: 1, parsed.GetValue(CommonOptions.WarmUps), progress);
        List<Section> sections = [];
        foreach (var part in AllParts.Intersect(parsed.GetValue(Parts)!))
        {
            sections.Add(part switch
            {
                "load" => await new LoadMeasurement(contenders, rounds, progress).RunAsync([.. LoadCase.All.Select(load => load.Scaled(scale))], cancel),
                "cold" => await new ColdMeasurement(contenders, rounds).RunAsync(cancel),
                "allocated" => await new AllocatedMeasurement(contenders, warmOnce, scale, progress).RunAsync(types: false, cancel),
                "memory" => await new MemoryMeasurement(contenders, once, MemoryMeasurement.Load.Scaled(scale)).RunAsync(cancel),
                _ => await new IdleMeasurement(contenders, Math.Max((int)(IdleMeasurement.Connections * scale), 1), Math.Max((int)(IdleMeasurement.Streams * scale), 1), secure: false, progress).RunAsync(cancel),
            });
        }

        return sections;
    }

    private static string Command(ParseResult parsed) => FormattableString.Invariant(
        $"report --runs {parsed.GetValue(Runs)} --rounds {parsed.GetValue(CommonOptions.Rounds)} --warm-ups {parsed.GetValue(CommonOptions.WarmUps)} --scale {parsed.GetValue(CommonOptions.Scale)}");
}
