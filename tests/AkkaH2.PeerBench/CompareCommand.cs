using System.CommandLine;
using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Processes;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.PeerBench;

/// <summary><c>compare</c>: Showcase, Kestrel and nghttpd side by side, a table of medians, and an exit code of 1 where a requirement is not met or a request of ours failed.</summary>
internal static class CompareCommand
{
    private static readonly Option<string[]> Cases = new("--case")
    {
        Description = $"The cases to run, all unless given: {string.Join(", ", LoadCase.All.Select(c => c.Name))}.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<double> Scale = new("--scale") { Description = "Factor on each case's requests or time.", DefaultValueFactory = _ => 1 };

    private static readonly Option<FileInfo?> Json = new("--json") { Description = "A file for all rounds and medians." };

    private static readonly Option<FileInfo?> Plot = new("--plot") { Description = "An SVG file for the latencies of the case 'open', by percentile." };

    private static readonly Option<string[]> Require = new("--require")
    {
        Description = "A bound on a ratio: ours over Kestrel's (8x100:cpu<=0.8), over another peer's (8x100/nghttpd:cpu<=1), "
            + "or over ours in another case (counter/8x100:cpu<=1.3); figures are cpu, rps, p99, p999, memory.",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Create()
    {
        var command = new Command("compare", "Drives Showcase, Kestrel and (where installed) nghttpd with h2load in turn and compares them.")
        {
            CommonOptions.Transport, Cases, CommonOptions.Rounds, CommonOptions.WarmUps, Scale, CommonOptions.Showcase, CommonOptions.Config, Json, Plot, Require,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        // Read first: a typing error is to be told before minutes of measuring, not after.
        var requirements = parsed.GetValue(Require)!.Select(Requirement.Parse).ToList();
        var cases = Chosen(parsed.GetValue(Cases)!).Select(c => c.Scaled(parsed.GetValue(Scale))).ToList();
        CommonOptions.RequireH2Load();

        var options = CommonOptions.Server(parsed);
        await using var servers = await Servers.StartAsync(options, cases);
        var comparer = new Comparer(servers.Entrants, parsed.GetValue(CommonOptions.Rounds), parsed.GetValue(CommonOptions.WarmUps), Console.Error);
        var comparisons = await comparer.RunAsync(cases, cancel);

        Console.WriteLine($"Showcase over {options.Transport}, medians of {parsed.GetValue(CommonOptions.Rounds)} rounds, {Environment.ProcessorCount} processors:\n");
        Console.WriteLine(Table.Render(comparisons));
        if (parsed.GetValue(Json) is { } json)
            JsonReport.Write(json.FullName, options.Transport, comparisons);
        if (parsed.GetValue(Plot) is { } plot)
            File.WriteAllText(plot.FullName, LatencyPlot.Render(comparer.Latencies));
        return Judge(requirements, comparisons);
    }

    private static IEnumerable<LoadCase> Chosen(string[] names) => names.Length == 0
        ? LoadCase.All
        : names.Select(name => LoadCase.All.FirstOrDefault(c => c.Name == name) ?? throw new ArgumentException($"there is no case '{name}'"));

    private static int Judge(IEnumerable<Requirement> requirements, IReadOnlyList<Comparison> comparisons)
    {
        List<string> missed =
        [
            .. requirements.Where(r => !r.IsMetBy(comparisons)).Select(r => $"{r}"),
            .. comparisons.Where(c => c.Ours.Failed > 0).Select(c => $"{c.Load.Name}: no failed request"),
        ];
        foreach (var requirement in missed)
            Console.WriteLine($"not met: {requirement}");
        return missed.Count == 0 ? 0 : 1;
    }
}
