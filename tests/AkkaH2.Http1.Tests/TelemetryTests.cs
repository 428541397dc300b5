using System.Net;
using Akka.Actor;
using AkkaH2.Configuration;
using AkkaH2.Diagnostics;
using AkkaH2.Tests.Diagnostics;
using AkkaH2.Tests.Server;

namespace AkkaH2.Http1.Tests;

/// <summary>HTTP/1.1 connections as metrics: docs/operations.md.</summary>
[Collection(nameof(ListensToTheProcess))]
public sealed class TelemetryTests() : Http1Test("memory")
{
    private const string Duration = "akkah2.server.connection.duration";
    private const string RequestDuration = "http.server.request.duration";

    protected override string Hocon => """akka.h2.supervision.exceptions = [{ type = "System.TimeoutException", directive = restart }]""";

    protected override int Complaints => 2; // each failure is in the log

    [Fact]
    public async Task A_request_is_measured_as_one_of_HTTP2_is()
    {
        using var listening = new Listening();
        await Ask(e => e.Map("GET", "/{name}", x => x.Respond("ok")), "GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
        var measured = await listening.ExpectAsync(RequestDuration);
        Assert.Equal(("1.1", "/{name}", 200), (measured["network.protocol.version"], measured["http.route"], measured["http.response.status_code"]));
    }

    [Fact]
    public async Task A_request_that_is_run_again_is_one_request()
    {
        using var listening = new Listening();
        var runs = 0;
        var response = await Ask(
            e => e.OnError(_ => null).Map("GET", "/", _ => ++runs == 1 ? throw new TimeoutException() : Response.Text("run 2")), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("run 2", response.Body);
        var measured = await listening.ExpectAsync(RequestDuration);
        Assert.Equal((200, null), (measured["http.response.status_code"], measured["error.type"]));
        Assert.Equal((0, 1), (listening.Sum("http.server.active_requests"), listening.Count(RequestDuration)));
    }

    [Fact]
    public async Task A_failed_request_that_nobody_answers_has_ended()
    {
        using var listening = new Listening();
        var peer = await Serve(e => e.OnError(_ => null).Map("GET", "/", x =>
        {
            System.ActorSelection(x.Connection.Path).Tell(KillConnection.Instance);
            throw new InvalidOperationException();
        }));
        await peer.Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await listening.ExpectAsync(RequestDuration);
        Assert.Equal(0, listening.Sum("http.server.active_requests"));
    }

    [Fact]
    public async Task A_connection_is_open_until_its_peer_closes_it()
    {
        using var listening = new Listening();
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond("ok")));
        await peer.Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await peer.Receive();
        await peer.Finish();
        Assert.Equal(("1.1", "closed"), await Ended(listening));
        Assert.Equal((1, 0), (listening.Sum("akkah2.server.connections.opened"), listening.Sum("akkah2.server.connections.active")));
    }

    [Fact]
    public async Task A_clients_connection_that_goes_on_in_HTTP_2_is_open_once()
    {
        using var listening = new Listening();
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        await using var client = System.Http2().Client(
            "http://localhost", System.Http2().Settings.Client with { Transport = Memory, EndPoint = server.LocalEndPoint, Protocol = ClientProtocol.Upgrade });
        Assert.Equal(HttpVersion.Version20, (await client.SendAsync(Request.Get("/")).WaitAsync(Deadline)).Version);
        foreach (var (version, open) in ((string, int)[])[("1.1", 0), ("2", 1)])
            await listening.ExpectSumAsync("http.client.open_connections", open, m => version.Equals(m["network.protocol.version"]));
    }

    [Fact]
    public async Task A_server_that_terminates_drains_it()
    {
        using var listening = new Listening();
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        var peer = await Connect(server);
        await peer.Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await peer.Receive();
        var terminated = server.TerminateAsync();
        Assert.Equal(("1.1", "drain"), await Ended(listening));
        await peer.Finish();
        await terminated.WaitAsync(Deadline);
    }

    [Fact]
    public async Task One_that_goes_on_in_HTTP2_ends_as_HTTP1_and_begins_as_HTTP2()
    {
        using var listening = new Listening();
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond("ok")));
        await peer.Send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n");
        Assert.Equal(101, (await peer.Receive()).Status);
        Assert.Equal(("1.1", "upgrade"), await Ended(listening));
        await listening.ExpectAsync("akkah2.server.connections.opened", opened => Equals(opened["network.protocol.version"], "2"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_that_an_actor_has_ends_with_its_connection(bool hasMiddleware)
    {
        using var listening = new Listening();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var silent = System.ActorOf(Props.Create(() => new Silent(asked)));
        var peer = await Serve(e => (hasMiddleware ? e.Use((x, next) => next(x)) : e).MapActor("/", silent));
        await peer.Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await asked.Task.WaitAsync(Deadline);
        await System.KillConnectionAsync(Deadline);
        Assert.Equal("aborted", (await listening.ExpectAsync("http.server.request.duration"))["error.type"]);
        Assert.Equal(0, listening.Sum("http.server.active_requests"));
    }

    [Fact]
    public async Task A_request_whose_client_had_left_when_its_StreamActor_was_stopped_is_not_counted_as_answered()
    {
        using var listening = new Listening();
        var (begun, release) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        var left = new TaskCompletionSource<Exchange>(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = await Bind(e => e.Map("GET", "/", async x =>
        {
            await using var told = x.Aborted.Register(() => left.SetResult(x));
            begun.SetResult();
            await release.Task;
        }));
        var peer = await Connect(server);
        await peer.Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await begun.Task.WaitAsync(Deadline);
        await peer.Reset();
        var exchange = await left.Task.WaitAsync(Deadline);
        var worker = exchange.Worker!.Actor;
        var stopped = worker.WatchAsync();
        System.Stop(worker);
        Assert.True(await stopped.WaitAsync(Deadline)); // its connection hears of that before whoever else watches it
        Assert.Equal(1, Assert.Single((await server.GetConnectionsAsync()).Connections).AtWork);
        release.SetResult();
        var measured = await listening.ExpectAsync(RequestDuration);
        Assert.Equal((null, "aborted"), (measured["http.response.status_code"], measured["error.type"]));
    }

    private static async Task<(object? Version, object? End)> Ended(Listening listening)
    {
        var ended = await listening.ExpectAsync(Duration);
        return (ended["network.protocol.version"], ended["akkah2.connection.end"]);
    }

    private sealed class Silent : ReceiveActor
    {
        public Silent(TaskCompletionSource asked) => Receive<Request>(_ => asked.SetResult());
    }
}
