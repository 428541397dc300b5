using Akka.Actor;
using AkkaH2.Client;
using AkkaH2.Configuration;
using AkkaH2.Diagnostics;
using AkkaH2.Endpoints;
using AkkaH2.Protocol;
using AkkaH2.Server;

namespace AkkaH2.Http1.Tests;

/// <summary>Connections that speak HTTP/1.1 in the live tree, with what is known of them.</summary>
public sealed class LiveTreeTests() : Http1Test("memory")
{
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_request_is_shown_with_its_route_until_it_is_answered()
    {
        var server = await Bind(Endpoints);
        var peer = await Connect(server);
        await peer.Send("GET /fast HTTP/1.1\r\nHost: a\r\n\r\n");
        await peer.Receive();
        await peer.Send("GET /wait/7?token=secret HTTP/1.1\r\nHost: a\r\n\r\n");
        await _begun.Task.WaitAsync(Deadline);

        var connection = await Only(server);
        var stream = Assert.Single(connection.Streams);

        Assert.Equal((ConnectionProtocol.Http1, Role.Server, ConnectionPhase.Open), (connection.Protocol, connection.Role, connection.Phase));
        Assert.Equal((2, 1, 1, null), (connection.Requests, connection.OpenStreams, connection.AtWork, connection.SendWindow));
        Assert.Equal((2, "GET", "/wait/7", "/wait/{id}"), (stream.Id, stream.Method, stream.Path, stream.Route));
        Assert.InRange(stream.Age, TimeSpan.Zero, connection.Age);
        _goOn.SetResult();
        await peer.Receive();
        Assert.Empty((await Only(server)).Streams);
    }

    [Fact]
    public async Task A_connection_that_goes_on_in_HTTP2_is_shown_as_that()
    {
        var server = await Bind(Endpoints);
        var client = Client(server, ClientProtocol.Upgrade);
        var response = await client.SendAsync(Request.Get("/fast")).WaitAsync(Deadline);
        Assert.Equal("fast", await response.Body.ReadTextAsync(10));

        var connection = await Only(server);

        Assert.Equal((ConnectionProtocol.Http2, 1), (connection.Protocol, connection.Requests));
        Assert.EndsWith("/http2", connection.Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_is_drained_and_killed_and_has_no_streams_to_reset()
    {
        var server = await Bind(Endpoints);
        var peer = await Connect(server);
        await peer.Send("GET /wait/7 HTTP/1.1\r\nHost: a\r\n\r\n");
        await _begun.Task.WaitAsync(Deadline);
        var connection = (await Only(server)).Actor;

        Assert.False((await connection.Ask<ControlResult>(new ResetStream(1), Deadline)).IsDone);
        Assert.False((await connection.Ask<ControlResult>(new ChangeConnectionLimits(), Deadline)).IsDone);
        Assert.True((await connection.Ask<ControlResult>(DrainConnection.Instance, Deadline)).IsDone);
        Assert.Equal(ConnectionPhase.Draining, (await Only(server)).Phase);
        _goOn.SetResult();
        Assert.Equal("close", (await peer.Receive())["connection"]);

        var other = await Connect(server);
        await other.Send("GET /fast HTTP/1.1\r\nHost: a\r\n\r\n");
        await other.Receive();
        var second = (await server.GetConnectionsAsync(new ConnectionQuery { Order = ConnectionOrder.Newest })).Connections[0].Actor;
        var stopped = second.WatchAsync();
        Assert.True((await second.Ask<ControlResult>(KillConnection.Instance, Deadline)).IsDone);
        Assert.True(await stopped.WaitAsync(Deadline));
    }

    [Fact]
    public async Task A_client_shows_its_end_too()
    {
        var server = await Bind(Endpoints);
        var client = Client(server, ClientProtocol.Http1);
        var asked = client.SendAsync(Request.Get("/wait/7?token=secret"));
        await _begun.Task.WaitAsync(Deadline);

        var seen = await System.Http2().GetConnectionsAsync(new ConnectionQuery { Search = "client" }).WaitAsync(Deadline);
        var connection = Assert.Single(seen.Connections);
        var stream = Assert.Single(connection.Streams);

        Assert.Equal((2, 1), (seen.Open, seen.Found)); // both ends are in this system
        Assert.Equal((ConnectionProtocol.Http1, Role.Client, 1), (connection.Protocol, connection.Role, connection.Requests));
        Assert.Equal(("GET", "/wait/7", null), (stream.Method, stream.Path, stream.Route));
        _goOn.SetResult();
        await asked.WaitAsync(Deadline);
    }

    private void Endpoints(EndpointBuilder endpoints) => endpoints
        .Map("GET", "/fast", x => x.Respond("fast"))
        .Map("GET", "/wait/{id}", async x =>
        {
            _begun.TrySetResult();
            await _goOn.Task;
            x.Respond("done");
        });

    private Http2Client Client(ServerBinding server, ClientProtocol protocol) =>
        System.Http2().Client("http://localhost", System.Http2().Settings.Client with { Transport = Memory, EndPoint = server.LocalEndPoint, Protocol = protocol });

    private static async Task<ConnectionSnapshot> Only(ServerBinding server) =>
        Assert.Single((await server.GetConnectionsAsync(new ConnectionQuery { Search = "server" }).WaitAsync(Deadline)).Connections);
}
