using System.Net;
using Akka.Actor;
using AkkaH2.Rfc9113.Tests.Clients;
using AkkaH2.Server;
using AkkaH2.Transports;
using AkkaH2.Transports.AkkaIo;
using AkkaH2.Transports.Memory;
using AkkaH2.Transports.Sockets;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Rfc9113.Tests;

/// <summary>The same endpoints on every transport, and a client on each, for all tests of the assembly.</summary>
public sealed class TestServer : IAsyncLifetime
{
    internal static readonly TransportSettings PeerSettings = new(Backlog: 16, ReceiveBufferSize: 64 * 1024);

    private readonly ActorSystem _system;
    private readonly List<(ITransport Transport, bool Tls, ServerBinding Server)> _servers = [];

    // Windows do not grow: a test that fills one knows its size.
    public TestServer() => _system = ActorSystem.Create("rfc9113", """
        akka { loglevel = WARNING, stdout-loglevel = WARNING }
        akka.h2 { adaptive-window.enabled = off, client { initial-window-size = 400000, connection-window-size = 1000000 } }
        """);

    /// <summary>The server on each transport.</summary>
    internal IEnumerable<ISideUnderTest> Servers =>
        _servers.Select(x => new ServerUnderTest(x.Tls ? $"TLS over {x.Transport.Name}" : x.Transport.Name, () => Connect(x.Transport, x.Tls, x.Server.LocalEndPoint)));

    /// <summary>Each side that a rule which binds both is tested on.</summary>
    internal IEnumerable<ISideUnderTest> Sides => Servers.Concat(Networks.Select(network => new ClientUnderTest(_system, network)));

    /// <summary>What a client reaches a raw server by.</summary>
    internal IEnumerable<ClientNetwork> Networks => _servers.Select(x => new ClientNetwork(x.Transport, x.Tls));

    internal ActorSystem System => _system;

    public async Task InitializeAsync()
    {
        var (sockets, akkaIo) = (new SocketTransport(), new AkkaIoTransport(_system));
        var tls = _system.Http2().Settings.Tls with { Certificates = [TlsCertificate.SelfSigned()] };
        foreach (var (transport, secure) in new (ITransport, bool)[] { (sockets, false), (akkaIo, false), (new MemoryTransport(), false), (sockets, true), (akkaIo, true) })
        {
            var address = new ServerAddress(new IPEndPoint(IPAddress.Loopback, 0), secure ? tls : null);
            _servers.Add((transport, secure, await _system.Http2().BindAsync(address, new ServerOptions { Transport = transport }, TestEndpoints.Map)));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var (_, _, server) in _servers) await server.TerminateAsync(TimeSpan.Zero);
        await _system.Terminate();
    }

    private static async Task<TestPeer> Connect(ITransport transport, bool tls, EndPoint endPoint)
    {
        if (tls)
            return new TestPeer(await TlsPeer.ConnectAsync(endPoint));
        return transport is MemoryTransport
            ? new TestPeer(new TransportStream(await transport.ConnectAsync(endPoint, PeerSettings)))
            : await TestPeer.ConnectAsync(endPoint);
    }
}
