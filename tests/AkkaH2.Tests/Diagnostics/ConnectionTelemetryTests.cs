using AkkaH2.Diagnostics;
using AkkaH2.Protocol;
using AkkaH2.Tests.Server;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Diagnostics;

/// <summary>Connections, resets and limits as metrics.</summary>
[Collection(nameof(ListensToTheProcess))]
public sealed class ConnectionTelemetryTests : ServerTest
{
    private const string Duration = "akkah2.server.connection.duration";

    protected override string Hocon => "akka.h2.max-concurrent-streams = 1";

    [Fact]
    public async Task A_connection_is_open_until_its_peer_closes_it()
    {
        using var listening = new Listening();
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond("ok")));
        Assert.Equal((1, 1), (listening.Sum("akkah2.server.connections.opened"), listening.Sum("akkah2.server.connections.active")));

        await peer.DisposeAsync();
        var ended = await listening.ExpectAsync(Duration);
        Assert.Contains(ended["akkah2.connection.end"], (object?[])["peer_closed", "lost"]); // as its socket was closed: with octets unread, or not
        Assert.Equal((null, "2"), (ended["error.type"], ended["network.protocol.version"]));
        Assert.Equal(0, listening.Sum("akkah2.server.connections.active"));
    }

    [Fact]
    public async Task An_error_of_the_peer_ends_it_with_its_code()
    {
        using var listening = new Listening();
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond("ok")));
        await peer.Send(WindowUpdate(0, 0));
        await peer.ExpectGoAway(0, ErrorCode.ProtocolError);
        await peer.DisposeAsync();
        var ended = await listening.ExpectAsync(Duration);
        Assert.Equal(("error", "PROTOCOL_ERROR"), (ended["akkah2.connection.end"], ended["error.type"]));
    }

    [Fact]
    public async Task One_that_a_filter_does_not_accept_is_counted_apart()
    {
        using var listening = new Listening();
        System.Http2().AddAcceptFilter(_ => false);
        await Assert.ThrowsAnyAsync<Exception>(() => Serve(e => e.Map("GET", "/", x => x.Respond("ok"))));
        await listening.ExpectAsync("akkah2.server.connections.filtered");
        Assert.Equal((0, 0), (listening.Sum("akkah2.server.connections.opened"), listening.Sum("akkah2.server.connections.refused")));
    }

    [Fact]
    public async Task A_server_that_terminates_drains_it()
    {
        using var listening = new Listening();
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        var peer = await Connect(server);
        var terminated = server.TerminateAsync();
        await peer.ExpectClosed();
        await peer.DisposeAsync();
        await terminated.WaitAsync(Deadline);
        Assert.Equal("drain", (await listening.ExpectAsync(Duration))["akkah2.connection.end"]);
    }

    [Fact]
    public async Task A_peer_that_says_goodbye_ends_it_so()
    {
        using var listening = new Listening();
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond("ok")));
        await peer.Send(GoAway(0, ErrorCode.NoError));
        await peer.ExpectClosed();
        await peer.DisposeAsync();
        Assert.Equal("peer_goaway", (await listening.ExpectAsync(Duration))["akkah2.connection.end"]);
    }

    [Fact]
    public async Task Limits_and_resets_are_counted_by_name()
    {
        using var listening = new Listening();
        var release = new TaskCompletionSource();
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            await release.Task;
            x.Respond("ok");
        }));
        await peer.Send(Headers(1).Get("/").EndStream(), Headers(3).Get("/").EndStream());
        await peer.ExpectRstStream(3, ErrorCode.RefusedStream);
        release.SetResult();
        await peer.ExpectResponse(1);
        Assert.Equal("max-concurrent-streams", (await listening.ExpectAsync("akkah2.server.limits.reached"))["akkah2.limit"]);
        var reset = await listening.ExpectAsync("akkah2.server.streams.reset");
        Assert.Equal(("server", "REFUSED_STREAM"), (reset["akkah2.reset.sender"], reset["akkah2.error_code"]));
        Assert.Equal(2, listening.Sum("akkah2.server.streams.opened"));
    }

    [Fact]
    public void Each_limit_has_the_name_of_its_key()
    {
        foreach (var limit in Enum.GetNames<Limit>())
            Assert.True(Http2.DefaultConfig.HasPath($"akka.h2.{Instruments.Kebab(limit)}"), limit);
    }
}
