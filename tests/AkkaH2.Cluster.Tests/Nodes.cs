using AkkaH2.PeerBench.Processes;

namespace AkkaH2.Cluster.Tests;

/// <summary>The nodes of samples/ClusterCounter, each a process of its own.</summary>
internal sealed class Nodes : IAsyncDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private const string NodeLine = "node ";

    // 8 MiB: a working set then says what is held. By default the young generation alone may grow to 80.
    private static readonly (string, string) SmallYoungGeneration = ("DOTNET_GCGen0MaxBudget", "800000");

    private readonly List<ServerProcess> _nodes = [];

    public ServerProcess this[int index] => _nodes[index];

    public IReadOnlyList<ServerProcess> All => _nodes;

    public static string Configuration => AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    public static async Task<Nodes> StartAsync(int count)
    {
        var nodes = new Nodes();
        for (var number = 0; number < count; number++)
            await nodes.AddAsync();
        return nodes;
    }

    /// <summary>One node more; done when all that are there are up.</summary>
    public async Task<ServerProcess> AddAsync()
    {
        string[] joining = _nodes.Count == 0 ? [] : ["--seed", AddressOf(_nodes[0])];
        _nodes.Add(await ServerProcess.StartAsync(Programs.Sample("ClusterCounter", Configuration), ["--port", "0", "--remote-port", "0", .. joining], Deadline, SmallYoungGeneration));
        using var client = new RetryingClient(this);
        await Task.WhenAll(_nodes.Select(node => client.UntilAsync(node.Address, "/ready", body => body == "ready")));
        await client.UntilAsync(_nodes[0].Address, "/members", members => members.Split('\n').Count(line => line.EndsWith(" Up", StringComparison.Ordinal)) == _nodes.Count);
        return _nodes[^1];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    private static string AddressOf(ServerProcess node) => node.Output.Split('\n').First(line => line.StartsWith(NodeLine, StringComparison.Ordinal))[NodeLine.Length..];
}
