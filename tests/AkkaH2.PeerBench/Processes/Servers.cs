using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Peer;

namespace AkkaH2.PeerBench.Processes;

/// <summary>Starts the servers to be measured, each as a process of its own, and ends them.</summary>
internal sealed class Servers : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly List<Entrant> _entrants = [];

    private Servers()
    {
    }

    /// <summary>Ours first.</summary>
    public IReadOnlyList<Entrant> Entrants => _entrants;

    /// <summary>Showcase, Kestrel, and nghttpd where it is installed.</summary>
    public static async Task<Servers> StartAsync(ServerOptions options, IReadOnlyList<LoadCase> cases)
    {
        var servers = new Servers();
        await servers.StartOursAsync(options);
        servers.Add("Kestrel", await ServerProcess.StartAsync(Programs.Kestrel, ["kestrel", "--port", "0"], StartDeadline), _ => true);
        if (cases.Any(NghttpdPeer.CanServe) && ToolProcess.IsInstalled(NghttpdPeer.Tool))
            servers.Add(NghttpdPeer.Tool, await NghttpdPeer.StartAsync(servers._folder, cases, StartDeadline), NghttpdPeer.CanServe);
        return servers;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var entrant in _entrants)
            await entrant.Server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StartOursAsync(ServerOptions options)
    {
        var config = options.Config ?? WriteConfig();
        var showcase = options.Showcase ?? Programs.Sample("Showcase", "Release");
        Add("ours", await ServerProcess.StartAsync(showcase, ["--port", "0", "--transport", options.Transport, "--config", config], StartDeadline), _ => true);
    }

    // The limits that the cases need and a public server would not grant; Kestrel has the same ones. The two times, because ten thousand clients
    // that come at once to a server that is not warm are not all greeted within the usual ten seconds.
    private string WriteConfig()
    {
        var path = _folder.File("showcase.conf");
        File.WriteAllText(path, "akka.h2 { max-connections = 20000, max-header-count = 300, max-concurrent-streams = 1000, backlog = 4096, idle-stream-actors = 1000, preface-timeout = 60s, settings-timeout = 60s }\n");
        return path;
    }

    private void Add(string name, ServerProcess server, Func<LoadCase, bool> canServe) => _entrants.Add(new Entrant(name, server, canServe));
}

/// <summary>How to start ours.</summary>
/// <param name="Transport">akka-io or sockets.</param>
/// <param name="Showcase">Its DLL; the Release build of this tree if null.</param>
/// <param name="Config">A HOCON file; what the cases need if null.</param>
internal sealed record ServerOptions(string Transport, string? Showcase, string? Config);
