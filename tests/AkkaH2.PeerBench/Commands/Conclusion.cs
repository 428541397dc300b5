using System.CommandLine;
using AkkaH2.PeerBench.Processes;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.PeerBench.Commands;

/// <summary>A command's end: the table, the JSON file, and the exit code.</summary>
internal sealed class Conclusion
{
    private readonly ServerOptions _servers;
    private readonly FileInfo? _json;
    private readonly List<Requirement> _requirements;

    public Conclusion(ParseResult parsed, ServerOptions servers)
    {
        _servers = servers;
        _json = parsed.GetValue(CommonOptions.Json);
        _requirements = [.. parsed.GetValue(CommonOptions.Require)!.Select(Requirement.Parse)];
    }

    /// <summary>Prints the table, writes the JSON, and gives the exit code.</summary>
    public async Task<int> OfAsync(string title, Section section)
    {
        Console.WriteLine($"{title}, {Environment.ProcessorCount} processors:\n\n{Table.Render(section)}");
        return await OfAsync([[section]], await MachineFacts.CollectAsync(_servers.Showcase));
    }

    /// <summary>Writes the JSON; 1 where a run does not meet a requirement or a request of ours failed, else 0.</summary>
    public async Task<int> OfAsync(IReadOnlyList<IReadOnlyList<Section>> runs, MachineFacts machine)
    {
        if (_json is not null)
            await File.WriteAllTextAsync(_json.FullName, JsonReport.Render(machine, runs));

        List<string> missed = [.. Verdict.Missed(runs, _requirements, _servers.Transports)];
        foreach (var miss in missed)
            Console.WriteLine($"not met: {miss}");
        return missed.Count == 0 ? 0 : 1;
    }
}
