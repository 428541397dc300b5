using System.Net;
using Akka.Actor;
using AkkaH2.Server;

namespace AkkaH2.Rfc9113.Tests;

/// <summary>A server in its own actor system, over cleartext TCP on a free port, with the endpoints that the sections use.</summary>
public sealed class TestServer : IAsyncLifetime
{
    private const int MaxBody = 64 << 20;

    private readonly ActorSystem _system = ActorSystem.Create("rfc9113", """
        akka.loglevel = WARNING
        akka.h2.transport = sockets
        """);

    private ServerBinding? _server;

    public EndPoint EndPoint => _server!.LocalEndPoint;

    public async Task InitializeAsync() => _server = await _system.Http2().BindAsync("127.0.0.1", 0, endpoints => endpoints
        .Map("GET", "/hello", x => x.Respond("hello"))
        .Map("GET", "/big", x => x.Respond(new byte[1_000_000]))
        .Map("GET", "/empty", x => x.Respond(Response.Empty(204)))
        .Map("GET", "/cookie", x => x.Respond(string.Join('|', x.Request.Headers.All("cookie"))))
        .Map("POST", "/early", x => x.Respond("early"))
        .Map("POST", "/count", Count)
        .Map("POST", "/trailer", Trailer)
        .Map("POST", "/echo", Echo)
        .Map("GET", "/slow", Never)
        .Map("POST", "/slow", Never));

    public async Task DisposeAsync()
    {
        await _server!.TerminateAsync(TimeSpan.Zero);
        await _system.Terminate();
    }

    private static async Task Count(Exchange exchange) =>
        exchange.Respond((await exchange.Request.Body.ReadToEndAsync(MaxBody)).Length.ToString());

    private static async Task Trailer(Exchange exchange)
    {
        await exchange.Request.Body.ReadToEndAsync(MaxBody);
        exchange.Respond(exchange.Request.Body.Trailers["x-trailer"] ?? "none");
    }

    private static async Task Echo(Exchange exchange) => await exchange.RespondStreaming().WriteAsync(exchange.Request.Body);

    /// <summary>Answers nothing and ends with its stream.</summary>
    private static async Task Never(Exchange exchange)
    {
        var ended = new TaskCompletionSource();
        await using var registration = exchange.Aborted.Register(ended.SetResult);
        await ended.Task;
    }
}
