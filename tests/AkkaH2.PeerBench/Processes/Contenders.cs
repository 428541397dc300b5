using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Peer;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.PeerBench.Processes;

/// <summary>A server that can be started for a measurement: what the tables call it, which cases it can answer, and how it starts.</summary>
internal sealed record Contender(string Name, Func<LoadCase, bool> CanServe, Func<Task<ServerProcess>> StartAsync);

/// <summary>How to start ours.</summary>
/// <param name="Transports">One server for each of akka-io and sockets that is in it.</param>
/// <param name="Showcase">Its DLL.</param>
/// <param name="Config">A HOCON file; the limits that the cases need if null.</param>
/// <param name="Before">The DLL of another build, which takes part over the transport that was named first.</param>
internal sealed record ServerOptions(IReadOnlyList<string> Transports, string Showcase, string? Config, string? Before = null);

/// <summary>The servers that are compared, and the folder of their files.</summary>
internal sealed class Contenders : IDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly Contender _kestrelOfHttp1;

    public Contenders(ServerOptions options)
    {
        var config = options.Config ?? WriteConfig();
        string[] addresses = ["--port", "0", "--tls-port", "0", "--cert", new ServerCertificate(_folder).Pfx];
        Contender Ours(string name, string showcase, string transport) =>
            new(name, _ => true, () => StartAsync(showcase, [.. addresses, "--transport", transport, "--config", config]));
        Managed =
        [
            .. options.Transports.Select(transport => Ours(transport, options.Showcase, transport)),
            .. options.Before is { } before ? [Ours("before", before, options.Transports[0])] : Array.Empty<Contender>(),
            new Contender(Comparison.Reference, load => !load.IsHttp1, () => StartAsync(Programs.Kestrel, ["kestrel", .. addresses])),
        ];
        _kestrelOfHttp1 = new Contender(Comparison.Reference, load => load.IsHttp1, () => StartAsync(Programs.Kestrel, ["kestrel", "--http1", .. addresses]));
    }

    /// <summary>The servers that run on .NET: ours, a transport each in the order of the options and perhaps another build of it, and Kestrel.</summary>
    public IReadOnlyList<Contender> Managed { get; }

    /// <summary>The managed ones, Kestrel for HTTP/1.1 where a case is that, and nghttpd where it is installed and can answer one of the cases.</summary>
    public IReadOnlyList<Contender> For(IReadOnlyList<LoadCase> cases)
    {
        List<Contender> contenders = [.. Managed];
        if (cases.Any(_kestrelOfHttp1.CanServe))
            contenders.Add(_kestrelOfHttp1);
        if (cases.Any(NghttpdPeer.CanServe) && ToolProcess.IsInstalled(NghttpdPeer.Tool))
            contenders.Add(new Contender(NghttpdPeer.Tool, NghttpdPeer.CanServe, () => NghttpdPeer.StartAsync(_folder, cases, StartDeadline)));
        return contenders;
    }

    public void Dispose() => _folder.Dispose();

    private static Task<ServerProcess> StartAsync(string dll, string[] arguments) => ServerProcess.StartAsync(dll, arguments, StartDeadline);

    // The limits that the cases need and a public server would not grant; Kestrel has the same ones. The two times, because ten thousand clients
    // that come at once to a server that is not warm do not all get the preface of the server within the usual ten seconds.
    private string WriteConfig()
    {
        var path = _folder.File("showcase.conf");
        File.WriteAllText(path, "akka.h2 { max-connections = 20000, max-header-count = 300, max-concurrent-streams = 1000, backlog = 4096, idle-stream-actors = 1000, preface-timeout = 60s, settings-timeout = 60s }\n");
        return path;
    }
}
