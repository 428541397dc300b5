using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace AkkaH2.PeerBench.Processes;

/// <summary>ClusterCounter on two nodes, a process each, and counters that are known to live on either of them.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private const string NodeLine = "node ";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private readonly ServerProcess _first;
    private readonly ServerProcess _second;

    private TwoNodes(ServerProcess first, ServerProcess second) => (_first, _second) = (first, second);

    /// <summary>The node that is asked.</summary>
    public Uri Address => _first.Address;

    /// <summary>A counter that lives where it is asked for.</summary>
    public string Local { get; private set; } = "";

    /// <summary>A counter of the other node.</summary>
    public string Remote { get; private set; } = "";

    /// <summary>Of both nodes.</summary>
    public TimeSpan ProcessorTime => _first.ProcessorTime + _second.ProcessorTime;

    /// <summary>Of both nodes.</summary>
    public long WorkingSet => _first.WorkingSet + _second.WorkingSet;

    /// <summary>What both have said.</summary>
    public string Output => $"{_first.Output}\n{_second.Output}";

    /// <exception cref="TimeoutException">They have not become a cluster, or it has not spread its shards.</exception>
    public static async Task<TwoNodes> StartAsync(string program)
    {
        var first = await ServerProcess.StartAsync(program, ["--port", "0"], StartDeadline);
        try
        {
            var second = await ServerProcess.StartAsync(program, ["--port", "0", "--seed", RemoteAddress(first)], StartDeadline);
            var nodes = new TwoNodes(first, second);
            await nodes.FindCountersAsync();
            return nodes;
        }
        catch
        {
            await first.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _second.DisposeAsync();
        await _first.DisposeAsync();
    }

    // Shards go to the second node when it has joined, which takes some seconds.
    private async Task FindCountersAsync()
    {
        using var client = new HttpClient { BaseAddress = Address, DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var here = RemoteAddress(_first);
        for (var (id, clock) = (0, Stopwatch.StartNew()); Local.Length == 0 || Remote.Length == 0; id++)
        {
            if (clock.Elapsed > StartDeadline)
                throw new TimeoutException($"no counter lives on each of the two nodes; they said:\n{Output}");

            var name = id.ToString(CultureInfo.InvariantCulture);
            using var answer = await client.GetAsync($"/where/{name}");
            if (!answer.IsSuccessStatusCode)
                continue;
            if ((await answer.Content.ReadAsStringAsync()).EndsWith(here, StringComparison.Ordinal))
                Local = name;
            else
                Remote = name;
        }
    }

    private static string RemoteAddress(ServerProcess node) =>
        node.Output.Split('\n').Single(line => line.StartsWith(NodeLine, StringComparison.Ordinal))[NodeLine.Length..].Trim();
}
