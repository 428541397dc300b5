using Akka.Actor;
using AkkaH2.Client;
using AkkaH2.Configuration;
using AkkaH2.Diagnostics;
using AkkaH2.Server;
using AkkaH2.TestKit;
using AkkaH2.Tests.Diagnostics;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Client;

/// <summary>The open connections of a client as a metric, named as OpenTelemetry names it.</summary>
[Collection(nameof(ListensToTheProcess))]
public sealed class OpenConnectionTelemetryTests : ClientTest
{
    private const string Open = "http.client.open_connections";

    [Fact]
    public async Task A_connection_is_active_while_it_has_requests_and_idle_otherwise()
    {
        using var listening = new Listening();
        var server = await Begin(NewClient());
        await ExpectOpen(listening, active: 1, idle: 0);
        await server.Send(Headers(1).Status(204).EndStream());
        await ExpectOpen(listening, active: 0, idle: 1);
        var measured = await listening.ExpectAsync(Open);
        Assert.Equal(("http", "example.com", 8080), (measured["url.scheme"], measured["server.address"], measured["server.port"]));
        Assert.Equal(("2", "127.0.0.1"), (measured["network.protocol.version"], measured["network.peer.address"]));
    }

    [Fact]
    public async Task One_that_is_lost_is_not_open_any_more()
    {
        using var listening = new Listening();
        var server = await Begin(NewClient());
        await ExpectOpen(listening, active: 1, idle: 0);
        await server.DisposeAsync();
        await ExpectOpen(listening, active: 0, idle: 0);
    }

    [Fact]
    public async Task None_is_open_after_its_client_has_ended()
    {
        using var listening = new Listening();
        var client = NewClient();
        await Begin(client);
        await ExpectOpen(listening, active: 1, idle: 0);
        await client.TerminateAsync(TimeSpan.Zero).WaitAsync(Deadline);
        await ExpectOpen(listening, active: 0, idle: 0);
    }

    [Fact]
    public async Task None_is_open_after_its_client_has_failed()
    {
        using var listening = new Listening();
        await Begin(NewClient());
        await ExpectOpen(listening, active: 1, idle: 0);
        System.ActorSelection("/system/http2/client-*").Tell(Kill.Instance);
        await ExpectOpen(listening, active: 0, idle: 0);
    }

    [Fact]
    public async Task One_of_HTTP_1_1_counts_with_its_version()
    {
        using var listening = new Listening();
        _ = NewClient(settings => settings with { Protocol = ClientProtocol.Http1 }).SendAsync(Request.Get("/"));
        await using var server = await AcceptHttp1();
        await ExpectOpen(listening, active: 1, idle: 0, version: "1.1");
    }

    [Fact]
    public void Where_nobody_listens_nothing_is_made() =>
        Assert.Null(OpenConnectionTelemetry.Begin(Origin.Parse("http://example.com"), null, ConnectionProtocol.Http2));

    private async Task<TestPeer> Begin(Http2Client client)
    {
        _ = client.SendAsync(Request.Get("/"));
        var server = await Accept();
        await server.ExpectHeaders(1);
        return server;
    }

    private static async Task ExpectOpen(Listening listening, int active, int idle, string version = "2")
    {
        await listening.ExpectSumAsync(Open, active, m => IsOf(m, "active", version));
        await listening.ExpectSumAsync(Open, idle, m => IsOf(m, "idle", version));
    }

    private static bool IsOf(Measured measured, string state, string version) =>
        measured["http.connection.state"] is string of && of == state && version.Equals(measured["network.protocol.version"]);
}
