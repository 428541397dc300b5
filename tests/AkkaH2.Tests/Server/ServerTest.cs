using System.Collections.Concurrent;
using System.Net;
using Akka.Actor;
using Akka.Configuration;
using AkkaH2.Endpoints;
using AkkaH2.Server;
using AkkaH2.TestKit;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Tests.Server;

/// <summary>A server of its own for each test, on a free port or in memory, with TLS or without, and peers that talk to it octet by octet.</summary>
public abstract class ServerTest(string transport = "sockets", bool tls = false) : IAsyncLifetime
{
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private static readonly TransportSettings PeerSettings = new(Backlog: 16, ReceiveBufferSize: 64 * 1024);

    private readonly MemoryTransport? _memory = transport == "memory" ? new MemoryTransport() : null;
    private readonly ConcurrentBag<TestPeer> _peers = []; // some tests connect many at once
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));

    protected ActorSystem System { get; private set; } = null!;

    /// <summary>Cancelled when a test has taken too long by any measure.</summary>
    protected CancellationToken TestDeadline => _deadline.Token;

    protected virtual string Hocon => "";

    public virtual Task InitializeAsync()
    {
        var config = ConfigurationFactory.ParseString(Hocon)
            .WithFallback(ConfigurationFactory.ParseString($"akka.h2.transport = {(_memory is null ? transport : "sockets")}\nakka.loglevel = OFF\nakka.stdout-loglevel = OFF"))
            .WithFallback(Http2.DefaultConfig);
        System = ActorSystem.Create("test", config);
        return Task.CompletedTask;
    }

    public virtual async Task DisposeAsync()
    {
        foreach (var peer in _peers)
            await peer.DisposeAsync();
        await System.Terminate().WaitAsync(Deadline);
        _deadline.Dispose();
    }

    protected Task<ServerBinding> Bind(Action<EndpointBuilder> endpoints, int port = 0)
    {
        var secure = tls ? System.Http2().Settings.Tls with { Certificates = [TlsCertificate.SelfSigned()] } : null;
        return System.Http2().BindAsync(new ServerAddress(new IPEndPoint(IPAddress.Loopback, port), secure), new ServerOptions { Transport = _memory }, endpoints).WaitAsync(Deadline);
    }

    private protected async Task<TestPeer> Connect(ServerBinding server)
    {
        var peer = await ConnectRaw(server);
        await peer.Handshake();
        return peer;
    }

    private protected async Task<TestPeer> ConnectRaw(ServerBinding server)
    {
        var peer = _memory is not null ? new TestPeer(new TransportStream(await _memory.ConnectAsync(server.LocalEndPoint, PeerSettings)))
            : tls ? new TestPeer(await TlsPeer.ConnectAsync(server.LocalEndPoint))
            : await TestPeer.ConnectAsync(server.LocalEndPoint);
        _peers.Add(peer);
        return peer;
    }

    private protected async Task<TestPeer> Serve(Action<EndpointBuilder> endpoints) => await Connect(await Bind(endpoints));
}
