using System.CommandLine;
using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Measurements;
using AkkaH2.PeerBench.Processes;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.PeerBench.Commands;

/// <summary><c>compare</c>: Showcase, Kestrel and nghttpd side by side, a table of medians, and an exit code of 1 where a requirement is not met or a request of ours failed.</summary>
internal static class CompareCommand
{
    private static readonly Option<string[]> Cases = new Option<string[]>("--case")
    {
        Description = "The cases to run, all unless given.",
        AllowMultipleArgumentsPerToken = true,
    }.AcceptOnlyFromAmong([.. LoadCase.All.Select(load => load.Name)]);

    private static readonly Option<FileInfo?> Plot = new("--plot") { Description = "An SVG file for the latencies of the case 'open', by percentile." };

    public static Command Create()
    {
        var command = new Command("compare", "Drives Showcase, Kestrel and (where installed) nghttpd with h2load in turn and compares them.")
            .With(Cases, CommonOptions.Rounds, CommonOptions.WarmUps, CommonOptions.Scale, Plot);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        CommonOptions.RequireH2Load();
        var servers = CommonOptions.Server(parsed);
        var conclusion = new Conclusion(parsed, servers);
        var chosen = parsed.GetValue(Cases) is { Length: > 0 } names ? names.Select(LoadCase.Named) : LoadCase.All;

        using var contenders = new Contenders(servers);
        var measurement = new LoadMeasurement(contenders, CommonOptions.RoundsOf(parsed), Console.Error);
        var section = await measurement.RunAsync([.. chosen.Select(load => load.Scaled(parsed.GetValue(CommonOptions.Scale)))], cancel);

        if (parsed.GetValue(Plot) is { } plot)
            await File.WriteAllTextAsync(plot.FullName, LatencyPlot.Render(measurement.Latencies), cancel);
        return await conclusion.OfAsync($"Medians of {parsed.GetValue(CommonOptions.Rounds)} rounds", section);
    }
}
