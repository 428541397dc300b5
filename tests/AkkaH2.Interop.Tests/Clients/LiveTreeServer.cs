using System.Buffers;
using System.Net;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using AkkaH2.Endpoints;
using AkkaH2.Server;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>A server in this process whose tree a browser looks at, and a crowd of connections to it in memory.</summary>
internal sealed class LiveTreeServer : IAsyncDisposable
{
    private static readonly TransportSettings Settings = new(Backlog: 20_000, ReceiveBufferSize: 4096);

    // RFC 9113 §3.4: the preface, an empty SETTINGS, and the acknowledgement of the server's.
    private static readonly byte[] Hello = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0];

    private readonly ActorSystem _system;
    private readonly MemoryTransport _memory = new();
    private readonly List<ITransportConnection> _crowd = [];
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ServerBinding _shown = null!;
    private ServerBinding _crowded = null!;

    private LiveTreeServer(ActorSystem system) => _system = system;

    /// <summary>Where the page is.</summary>
    public Uri Address => new($"{_shown.Urls[0]}/connections");

    public static async Task<LiveTreeServer> StartAsync()
    {
        var system = ActorSystem.Create("tree", ConfigurationFactory.ParseString(
            "akka { loglevel = OFF, stdout-loglevel = OFF, h2 { transport = sockets, max-connections = 20000, idle-timeout = infinite } }").WithFallback(Http2.DefaultConfig));
        var server = new LiveTreeServer(system);
        server._shown = await system.Http2().BindTlsAsync("127.0.0.1", 0, system.Http2().Settings.Tls with { Certificates = [Transports.Tls.TlsCertificate.SelfSigned()] }, server.Endpoints);
        server._crowded = await system.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), server._memory, server.Endpoints);
        return server;
    }

    /// <summary>So many more connections that have said nothing but hello.</summary>
    public async Task JoinAsync(int connections)
    {
        for (var i = 0; i < connections; i++)
        {
            var connection = await _memory.ConnectAsync(_crowded.LocalEndPoint, Settings);
            await connection.WriteAsync(new ReadOnlySequence<byte>(Hello));
            _crowd.Add(connection);
        }
    }

    /// <summary>One of them leaves.</summary>
    public void Leave()
    {
        _crowd[0].Abort();
        _crowd.RemoveAt(0);
    }

    /// <summary>The newest of them asks for this path, and is not answered.</summary>
    public ValueTask AskAsync(int stream, string path)
    {
        byte[] block = [.. Literal(":method", "GET"), .. Literal(":scheme", "http"), .. Literal(":authority", "localhost"), .. Literal(":path", path)];
        byte[] frame = [0, 0, (byte)block.Length, 1, 5, 0, 0, 0, (byte)stream, .. block];
        return _crowd[^1].WriteAsync(new ReadOnlySequence<byte>(frame));
    }

    public async ValueTask DisposeAsync()
    {
        _goOn.TrySetResult();
        _crowd.ForEach(connection => connection.Abort());
        await _system.Terminate();
    }

    private void Endpoints(EndpointBuilder endpoints) => endpoints
        .MapConnections(showClientText: true)
        .Map("GET", "/orders/{*id}", async x =>
        {
            await _goOn.Task;
            x.Respond("done");
        });

    // RFC 7541 §6.2.2: a literal field without indexing, with a new name.
    private static byte[] Literal(string name, string value) =>
        [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}
