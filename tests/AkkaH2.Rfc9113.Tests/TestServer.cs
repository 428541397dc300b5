using System.Net;
using Akka.Actor;
using AkkaH2.Server;
using AkkaH2.Transports;
using AkkaH2.Transports.AkkaIo;
using AkkaH2.Transports.Memory;
using AkkaH2.Transports.Sockets;

namespace AkkaH2.Rfc9113.Tests;

/// <summary>The same endpoints on every transport, for all tests of the assembly.</summary>
public sealed class TestServer : IAsyncLifetime
{
    private static readonly TransportSettings PeerSettings = new(Backlog: 16, ReceiveBufferSize: 64 * 1024);

    private readonly ActorSystem _system;
    private readonly List<(ITransport Transport, ServerBinding Server)> _servers = [];

    // Windows do not grow: a test that fills one knows its size.
    public TestServer() => _system = ActorSystem.Create("rfc9113", "akka { loglevel = WARNING, stdout-loglevel = WARNING, h2.adaptive-window.enabled = off }");

    /// <summary>The server on each transport.</summary>
    internal IEnumerable<ISideUnderTest> Servers =>
        _servers.Select(x => new ServerUnderTest(x.Transport.Name, () => Connect(x.Transport, x.Server.LocalEndPoint)));

    /// <summary>Each side that a rule which binds both is tested on.</summary>
    internal IEnumerable<ISideUnderTest> Sides => Servers;

    public async Task InitializeAsync()
    {
        foreach (var transport in new ITransport[] { new SocketTransport(), new AkkaIoTransport(_system), new MemoryTransport() })
            _servers.Add((transport, await _system.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), transport, TestEndpoints.Map)));
    }

    public async Task DisposeAsync()
    {
        foreach (var (_, server) in _servers) await server.TerminateAsync(TimeSpan.Zero);
        await _system.Terminate();
    }

    private static async Task<TestPeer> Connect(ITransport transport, EndPoint endPoint) => transport is MemoryTransport
        ? new TestPeer(new TransportStream(await transport.ConnectAsync(endPoint, PeerSettings)))
        : await TestPeer.ConnectAsync(endPoint);
}
