using System.CommandLine;
using AkkaH2.PeerBench.Measurements;
using AkkaH2.PeerBench.Processes;

namespace AkkaH2.PeerBench.Commands;

/// <summary><c>cold</c>: a fresh process each time, to its first answer and through its first requests.</summary>
internal static class ColdCommand
{
    public static Command Create()
    {
        var command = new Command("cold", "Measures a fresh process: the time and processor time to its first answer, and the processor time of its first 20,000 requests.")
            .With(CommonOptions.Rounds, CommonOptions.WarmUps);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        CommonOptions.RequireH2Load();
        var servers = CommonOptions.Server(parsed);
        var conclusion = new Conclusion(parsed, servers);
        using var contenders = new Contenders(servers);
        var section = await new ColdMeasurement(contenders, CommonOptions.RoundsOf(parsed)).RunAsync(cancel);
        return await conclusion.OfAsync($"Fresh processes, medians of {parsed.GetValue(CommonOptions.Rounds)} rounds", section);
    }
}
