using System.Net;
using Akka.Actor;
using AkkaH2.Endpoints;
using AkkaH2.Server;
using AkkaH2.Transports;
using AkkaH2.Transports.AkkaIo;
using AkkaH2.Transports.Memory;
using AkkaH2.Transports.Sockets;

namespace AkkaH2.Rfc9113.Tests;

/// <summary>The same endpoints on every transport, for all tests of the assembly.</summary>
public sealed class TestServer : IAsyncLifetime
{
    private static readonly TransportSettings PeerSettings = new(Backlog: 16, ReceiveBufferSize: 64 * 1024, NoDelay: true);

    private readonly ActorSystem _system;
    private readonly List<(ITransport Transport, ServerBinding Server)> _servers = [];

    public TestServer() => _system = ActorSystem.Create("rfc9113", "akka { loglevel = WARNING, stdout-loglevel = WARNING }");

    /// <summary>One by one, how to connect to the server on that transport.</summary>
    public IEnumerable<(string Transport, Func<Task<TestPeer>> Connect)> Doors =>
        _servers.Select(x => (x.Transport.Name, (Func<Task<TestPeer>>)(() => Connect(x.Transport, x.Server.LocalEndPoint))));

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

/// <summary>What the sections ask for.</summary>
internal static class TestEndpoints
{
    private const int MaxBody = 64 << 20;

    private static readonly Headers Secrets = Headers.Empty.Add("x-token", "secret", sensitive: true).Add("set-cookie", "id=8f14e45fceea167a5a36dedd4bea2543");

    public static void Map(EndpointBuilder endpoints) => endpoints
        .Map("GET", "/hello", x => x.Respond("hello"))
        .Map("GET", "/big", x => x.Respond(new byte[1_000_000]))
        .Map("GET", "/hints", Hints)
        .Map("GET", "/trailers", Trailers)
        .Map("GET", "/nothing", x => x.RespondStreaming(304).Complete(global::AkkaH2.Headers.Of(("x-trailer", "1"))))
        .Map("GET", "/empty", x => x.Respond(Response.Empty(204)))
        .Map("GET", "/cookie", x => x.Respond(string.Join('|', x.Request.Headers.All("cookie"))))
        .Map("GET", "/secret", x => x.Respond(new Response(200, Secrets, default)))
        .Map("GET", "/forward", x => x.Respond(new Response(200, Extensions(x.Request.Headers), default)))
        .Map("POST", "/early", x => x.Respond("early"))
        .Map("POST", "/count", Count)
        .Map("POST", "/short", Count, new RouteOptions { MaxRequestBodySize = 10 })
        .Map("POST", "/trailer", Trailer)
        .Map("POST", "/echo", Echo)
        .Map("GET", "/slow", Never)
        .Map("POST", "/slow", Never);

    private static Headers Extensions(Headers headers) =>
        headers.Where(field => field.Name.StartsWith("x-", StringComparison.Ordinal)).Aggregate(Headers.Empty, (list, field) => list.Add(field.Name, field.Value, field.NeverIndexed));

    private static async Task Count(Exchange exchange) =>
        exchange.Respond((await exchange.Request.Body.ReadToEndAsync(MaxBody)).Length.ToString());

    private static async Task Trailer(Exchange exchange)
    {
        await exchange.Request.Body.ReadToEndAsync(MaxBody);
        exchange.Respond(exchange.Request.Body.Trailers["x-trailer"] ?? "none");
    }

    private static async Task Echo(Exchange exchange) => await exchange.RespondStreaming().WriteAsync(exchange.Request.Body);

    private static void Hints(Exchange exchange)
    {
        exchange.Inform(103, global::AkkaH2.Headers.Of(("link", "</style.css>; rel=preload")));
        exchange.Respond("hello");
    }

    private static async Task Trailers(Exchange exchange)
    {
        var body = exchange.RespondStreaming();
        await body.WriteAsync("hello"u8.ToArray());
        body.Complete(global::AkkaH2.Headers.Of(("x-trailer", "late")));
    }

    /// <summary>Answers nothing and ends with its stream.</summary>
    private static async Task Never(Exchange exchange)
    {
        var ended = new TaskCompletionSource();
        await using var registration = exchange.Aborted.Register(ended.SetResult);
        await ended.Task;
    }
}
