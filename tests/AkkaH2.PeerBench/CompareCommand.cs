using System.CommandLine;
using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Processes;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.PeerBench;

/// <summary><c>compare</c>: Showcase and Kestrel side by side, a table of medians, and an exit code of 1 where a requirement is not met.</summary>
internal static class CompareCommand
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    private static readonly Option<string> Transport = new("--transport")
    {
        Description = "Showcase's transport: akka-io or sockets.",
        DefaultValueFactory = _ => "akka-io",
    };

    private static readonly Option<string[]> Cases = new("--case")
    {
        Description = $"The cases to run, all unless given: {string.Join(", ", LoadCase.All.Select(c => c.Name))}.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> Rounds = new("--rounds") { Description = "Measured rounds a case.", DefaultValueFactory = _ => 5 };

    private static readonly Option<int> WarmUps = new("--warm-ups") { Description = "Rounds before them that do not count.", DefaultValueFactory = _ => 2 };

    private static readonly Option<double> Scale = new("--scale") { Description = "Factor on each case's requests or time.", DefaultValueFactory = _ => 1 };

    private static readonly Option<string?> Showcase = new("--showcase") { Description = "Showcase.dll; the Release build of this tree unless given." };

    private static readonly Option<FileInfo?> Json = new("--json") { Description = "A file for all rounds and medians." };

    private static readonly Option<string[]> Require = new("--require")
    {
        Description = "A bound on a ratio (ours over Kestrel's), for instance 8x100:cpu<=0.8; figures are cpu, rps, p99, memory.",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Create()
    {
        var command = new Command("compare", "Drives Showcase and Kestrel with h2load in turn and compares them.")
        {
            Transport, Cases, Rounds, WarmUps, Scale, Showcase, Json, Require,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        // Read first: a typing error is to be told before minutes of measuring, not after.
        var requirements = parsed.GetValue(Require)!.Select(Requirement.Parse).ToList();
        var cases = Chosen(parsed.GetValue(Cases)!).Select(c => c.Scaled(parsed.GetValue(Scale))).ToList();
        if (!ToolProcess.IsInstalled("h2load"))
            throw new InvalidOperationException("h2load is not on PATH (Debian package nghttp2-client)");

        var transport = parsed.GetValue(Transport)!;
        await using var ours = await ServerProcess.StartAsync(
            parsed.GetValue(Showcase) ?? Programs.Sample("Showcase", "Release"), ["--port", "0", "--transport", transport], StartDeadline);
        await using var kestrel = await ServerProcess.StartAsync(Programs.Kestrel, ["kestrel", "--port", "0"], StartDeadline);

        var comparer = new Comparer(ours, kestrel, parsed.GetValue(Rounds), parsed.GetValue(WarmUps), Console.Error);
        List<Comparison> comparisons = [];
        foreach (var load in cases)
            comparisons.Add(await comparer.RunAsync(load, cancel));

        Console.WriteLine($"Showcase over {transport} beside Kestrel, medians of {parsed.GetValue(Rounds)} rounds, {Environment.ProcessorCount} processors:\n");
        Console.WriteLine(Table.Render(comparisons));
        if (parsed.GetValue(Json) is { } json)
            JsonReport.Write(json.FullName, transport, comparisons);
        return Judge(requirements, comparisons);
    }

    private static IEnumerable<LoadCase> Chosen(string[] names) => names.Length == 0
        ? LoadCase.All
        : names.Select(name => LoadCase.All.FirstOrDefault(c => c.Name == name) ?? throw new ArgumentException($"there is no case '{name}'"));

    private static int Judge(IEnumerable<Requirement> requirements, List<Comparison> comparisons)
    {
        var missed = requirements.Where(r => !r.IsMetBy(comparisons)).ToList();
        foreach (var requirement in missed)
            Console.WriteLine($"not met: {requirement}");
        return missed.Count == 0 ? 0 : 1;
    }
}
