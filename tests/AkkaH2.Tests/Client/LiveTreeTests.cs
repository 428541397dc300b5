using Akka.Actor;
using AkkaH2.Client;
using AkkaH2.Diagnostics;
using AkkaH2.Protocol;
using AkkaH2.Server;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Client;

/// <summary>The connections and streams of a client, in the same tree as a server's.</summary>
public sealed class LiveTreeTests : ClientTest
{
    [Fact]
    public async Task A_request_that_waits_for_its_response_is_shown_with_its_connection()
    {
        var client = NewClient();
        var response = client.SendAsync(Request.Get("/orders/7?token=secret"));
        var server = await Accept((SettingId.MaxConcurrentStreams, 7));
        await server.ExpectHeaders(1);
        await server.ExpectAlive();

        var seen = await System.Http2().GetConnectionsAsync().WaitAsync(Deadline);
        var connection = Assert.Single(seen.Connections);
        var stream = Assert.Single(connection.Streams);

        Assert.Equal(("http://example.com:8080", 1, 0), (seen.Clients[0].Origin, seen.Clients[0].Connections, seen.Clients[0].Queued));
        Assert.Equal((Role.Client, ConnectionProtocol.Http2, 1, 7u), (connection.Role, connection.Protocol, connection.Requests, connection.PeerSettings!.MaxConcurrentStreams));
        Assert.Equal((ServerEndPoint, ConnectionPhase.Open), (connection.RemoteEndPoint, connection.Phase));
        Assert.Equal((1, "half-closed (local)", "GET", "/orders/7", null), (stream.Id, stream.State, stream.Method, stream.Path, stream.Route));
        Assert.True(stream.IsAtWork);
        await server.Send(Headers(1).Status(204).EndStream());
        await response.WaitAsync(Deadline);
        await server.ExpectAlive();
        Assert.Empty((await System.Http2().GetConnectionsAsync().WaitAsync(Deadline)).Connections[0].Streams);
    }

    [Fact]
    public async Task Requests_that_wait_for_a_connection_are_counted()
    {
        var client = NewClient(settings => settings with { MaxConnections = 1 });
        var first = client.SendAsync(Request.Get("/1"));
        var server = await Accept((SettingId.MaxConcurrentStreams, 1));
        await server.ExpectHeaders(1);
        await server.ExpectAlive();
        Assert.NotNull(await client.PingAsync());
        var second = client.SendAsync(Request.Get("/2"));
        Assert.NotNull(await client.PingAsync()); // behind it

        var listed = await System.Http2().GetListenersAsync().WaitAsync(Deadline);

        Assert.Equal((1, 1), (listed.Clients[0].Connections, listed.Clients[0].Queued));
        Assert.Equal(1, (await listed.Clients[0].Actor.Ask<ConnectionsSnapshot>(new GetConnections(new ConnectionQuery()), Deadline)).Open);
        await server.Send(Headers(1).Status(204).EndStream());
        await server.ExpectHeaders(3);
        await server.Send(Headers(3).Status(204).EndStream());
        await Task.WhenAll(first, second).WaitAsync(Deadline);
    }

    [Fact, Trait("RFC 9113", "6.9.1")]
    public async Task A_response_that_nobody_reads_is_shown_as_unread()
    {
        var client = NewClient();
        var asked = client.SendAsync(Request.Get("/"));
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.Send(Headers(1).Status(200));
        using var response = await asked.WaitAsync(Deadline);
        await server.SendBody(1, new byte[5_000], endStream: false);
        await server.ExpectAlive();

        var stream = Assert.Single((await System.Http2().GetConnectionsAsync().WaitAsync(Deadline)).Connections[0].Streams);

        Assert.Equal((5_000, 5_000), (stream.Unread, stream.OctetsReceived));
    }

    [Fact, Trait("RFC 9113", "6.4")]
    public async Task A_request_that_an_operator_resets_fails_and_is_not_sent_again()
    {
        var client = NewClient(settings => settings with { RetryLost = true });
        var response = client.SendAsync(Request.Get("/"));
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.ExpectAlive();
        var connection = Assert.Single((await System.Http2().GetConnectionsAsync()).Connections).Actor;

        Assert.True((await connection.Ask<ControlResult>(new ResetStream(1, ErrorCode.InternalError), Deadline)).IsDone);

        await server.ExpectRstStream(1, ErrorCode.InternalError);
        var failure = await Fails(response);
        Assert.Equal((ClientErrorKind.Cancelled, ErrorCode.InternalError, true), (failure.Kind, failure.Code, failure.MayHaveBeenProcessed));
        Assert.False((await connection.Ask<ControlResult>(new ChangeConnectionLimits(), Deadline)).IsDone);
        Assert.Equal(0, client.Resent);
        await server.ExpectAlive();
    }

    [Fact, Trait("RFC 9113", "6.8")]
    public async Task A_connection_that_an_operator_drains_is_replaced()
    {
        var client = NewClient();
        var first = client.SendAsync(Request.Get("/1"));
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.ExpectAlive();
        var connection = Assert.Single((await System.Http2().GetConnectionsAsync()).Connections).Actor;

        Assert.True((await connection.Ask<ControlResult>(DrainConnection.Instance, Deadline)).IsDone);
        await server.Expect<GoAwayFrame>();
        var second = client.SendAsync(Request.Get("/2"));
        var replacement = await Accept();
        await replacement.ExpectHeaders(1);
        await replacement.Send(Headers(1).Status(204).EndStream());
        await server.Send(Headers(1).Status(200).EndStream());

        Assert.Equal((200, 204), ((await first.WaitAsync(Deadline)).Status, (await second.WaitAsync(Deadline)).Status));
    }
}
