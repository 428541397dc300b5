using System.Net;
using System.Net.Sockets;
using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Processes;

namespace AkkaH2.PeerBench.Peer;

/// <summary>nghttpd (in C, one thread) on a folder of files that answer what the routes of the showcase answer.</summary>
internal static class NghttpdPeer
{
    public const string Tool = "nghttpd";

    /// <summary>The cases that files can answer, over HTTP/2 and without TLS.</summary>
    public static bool CanServe(LoadCase load) => load is { IsSecure: false, IsHttp1: false } && (load.Path == "/" || load.BulkOctets > 0);

    /// <summary>Starts it on a free port; the files are in <paramref name="folder"/> from then on.</summary>
    public static async Task<ServerProcess> StartAsync(TemporaryFolder folder, IEnumerable<LoadCase> cases, TimeSpan deadline)
    {
        File.WriteAllText(folder.File("index.html"), "Hello, World!");
        foreach (var load in cases.Where(load => CanServe(load) && load.BulkOctets > 0))
            folder.Filled(load.Path.TrimStart('/'), load.IsUpload ? 7 : load.BulkOctets);

        var port = FreePort();
        return await ServerProcess.StartAsync(
            Tool, ["--no-tls", "-a", "127.0.0.1", "-d", folder.Path, $"{port}"], new Uri($"http://127.0.0.1:{port}"), deadline);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
