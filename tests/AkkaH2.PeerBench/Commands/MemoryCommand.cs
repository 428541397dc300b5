using System.CommandLine;
using AkkaH2.PeerBench.Measurements;
using AkkaH2.PeerBench.Processes;

namespace AkkaH2.PeerBench.Commands;

/// <summary><c>memory</c>: working set and live heap of a fresh process after a load.</summary>
internal static class MemoryCommand
{
    private static readonly Option<int> Seconds = new Option<int>("--seconds") { Description = "How long the load lasts.", DefaultValueFactory = _ => (int)MemoryMeasurement.Load.Duration.TotalSeconds }
        .AtLeast(1);

    public static Command Create()
    {
        var command = new Command("memory", "Measures the working set and the live heap that 8 x 100 small requests at a time leave behind.")
            .With(CommonOptions.Rounds, Seconds);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        CommonOptions.RequireH2Load();
        var servers = CommonOptions.Server(parsed);
        var conclusion = new Conclusion(parsed, servers);
        using var contenders = new Contenders(servers);
        // A fresh process each time: there is nothing that a warm-up could warm.
        var rounds = new Rounds(parsed.GetValue(CommonOptions.Rounds), warmUps: 0, Console.Error);
        var load = MemoryMeasurement.Load with { Duration = TimeSpan.FromSeconds(parsed.GetValue(Seconds)) };
        var section = await new MemoryMeasurement(contenders, rounds, load).RunAsync(cancel);
        return await conclusion.OfAsync($"Fresh processes, medians of {parsed.GetValue(CommonOptions.Rounds)} rounds", section);
    }
}
