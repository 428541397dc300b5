using System.Net;
using Akka.Actor;
using AkkaH2.Diagnostics;
using AkkaH2.Endpoints;
using AkkaH2.Protocol;
using AkkaH2.Server;
using AkkaH2.Tests.Server;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Diagnostics;

/// <summary>What an operator sees of a server: its listeners, connections and streams as they are at one time.</summary>
public sealed class LiveTreeTests : ServerTest
{
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_connection_is_shown_with_its_ends_its_age_and_what_went_over_it()
    {
        var server = await Bind(Endpoints);
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectResponse(1);

        var connection = await Only(server);

        Assert.Equal((Role.Server, ConnectionProtocol.Http2, ConnectionPhase.Open), (connection.Role, connection.Protocol, connection.Phase));
        Assert.Equal((server.LocalEndPoint, IPAddress.Loopback), (connection.LocalEndPoint, ((IPEndPoint)connection.RemoteEndPoint).Address));
        Assert.Equal((1, 0, 0), (connection.Requests, connection.OpenStreams, connection.Streams.Count));
        Assert.InRange(connection.Age, TimeSpan.Zero, Deadline);
        Assert.InRange(connection.OctetsReceived!.Value, 24 + 9, 1_000); // the preface, SETTINGS, their acknowledgement, a request
        Assert.InRange(connection.OctetsSent!.Value, 9, 1_000);
        Assert.StartsWith("/system/http2/listener-1-", connection.Id, StringComparison.Ordinal);
        Assert.Null(connection.Tls);
        Assert.Null(connection.LastError);
    }

    [Fact, Trait("RFC 9113", "6.5.2")]
    public async Task The_settings_of_both_sides_are_shown()
    {
        var server = await Bind(Endpoints);
        var peer = await ConnectRaw(server);
        Assert.Null((await Connections(server)).Connections.FirstOrDefault()?.PeerSettings); // its protocol is not known yet
        await peer.Handshake((SettingId.MaxConcurrentStreams, 7), (SettingId.InitialWindowSize, 20_000));
        await peer.ExpectAlive();

        var connection = await Only(server);

        Assert.Equal((7u, 20_000), (connection.PeerSettings!.MaxConcurrentStreams, connection.PeerSettings.InitialWindowSize));
        Assert.Equal(server.Announced, connection.OurSettings);
    }

    [Fact]
    public async Task A_stream_is_shown_with_its_route_and_without_its_query()
    {
        var server = await Bind(Endpoints);
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/wait/7?token=secret").EndStream(), Headers(3).Post("/nowhere"));
        await peer.ExpectAlive();

        var connection = await Only(server);
        var stream = connection.Streams[0];

        Assert.Equal((1, "half-closed (remote)", true), (stream.Id, stream.State, stream.IsAtWork));
        Assert.Equal(("GET", "/wait/7", "/wait/{id}"), (stream.Method, stream.Path, stream.Route));
        Assert.InRange(stream.Age, TimeSpan.Zero, connection.Age);
        Assert.Null(stream.LastError);
        _goOn.SetResult();
    }

    [Fact, Trait("RFC 9113", "6.9.1")]
    public async Task Octets_that_nobody_reads_are_missing_in_the_streams_window()
    {
        var server = await Bind(Endpoints);
        var peer = await Connect(server);
        await peer.Send(Headers(1).Post("/wait/7"));
        await peer.SendBody(1, new byte[1_000], endStream: false);
        await peer.ExpectAlive();

        var connection = await Only(server);
        var stream = Assert.Single(connection.Streams);

        Assert.Equal(("open", 1_000, 1_000), (stream.State, stream.OctetsReceived, stream.Unread));
        Assert.Equal(connection.OurSettings!.InitialWindowSize - 1_000, stream.ReceiveWindow);
        Assert.Equal((1_000, 1), (connection.Unread, connection.AtWork));
        _goOn.SetResult();
    }

    [Fact, Trait("RFC 9113", "6.9.1")]
    public async Task A_response_that_waits_for_its_window_is_shown_as_unsent()
    {
        var server = await Bind(Endpoints);
        var peer = await ConnectRaw(server);
        await peer.Handshake((SettingId.InitialWindowSize, 10));
        peer.AutoCredit = false;
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectHeaders(1);
        await peer.ExpectData(1);

        var connection = await Only(server);
        var stream = Assert.Single(connection.Streams);

        Assert.Equal((10, 0, "Hello, World!".Length - 10), (stream.OctetsSent, stream.SendWindow, stream.Unsent));
        Assert.Equal(Window.Initial.Octets - 10, connection.SendWindow);
    }

    [Fact]
    public async Task A_stream_that_was_reset_is_shown_until_its_work_ends()
    {
        var server = await Bind(Endpoints);
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/wait/7").EndStream(), RstStream(1, ErrorCode.Cancel));
        await peer.ExpectAlive();

        var connection = await Only(server);
        var stream = Assert.Single(connection.Streams);

        Assert.Equal(("closed", true, "stream 1 was reset by the peer: CANCEL"), (stream.State, stream.IsAtWork, stream.LastError));
        Assert.Equal((0, 1), (connection.OpenStreams, connection.AtWork));
        var error = connection.LastError!;
        Assert.Equal((ErrorCode.Cancel, ErrorObserver.Peer, 1, ""), (error.Code, error.SeenBy, error.Stream, error.Detail));
        Assert.InRange(error.Ago, TimeSpan.Zero, connection.Age);
        _goOn.SetResult();
    }

    [Fact]
    public async Task The_fault_of_a_peer_is_shown_as_the_last_error()
    {
        var server = await Bind(Endpoints);
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/wait/7"), WindowUpdate(1, int.MaxValue));
        await peer.ExpectRstStream(1, ErrorCode.FlowControlError);

        var error = (await Only(server)).LastError!;

        Assert.Equal((ErrorCode.FlowControlError, ErrorObserver.Us, 1), (error.Code, error.SeenBy, error.Stream));
        _goOn.SetResult();
    }

    [Fact]
    public async Task A_connection_that_drains_is_shown_as_such()
    {
        var server = await Bind(Endpoints);
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/wait/7").EndStream());
        await peer.ExpectAlive();
        await peer.Send(GoAway(0));
        await peer.Expect<GoAwayFrame>();

        Assert.Equal(ConnectionPhase.Draining, (await Only(server)).Phase);
        _goOn.SetResult();
    }

    [Fact]
    public async Task Connections_are_paged_in_the_order_that_was_asked_for()
    {
        var server = await Bind(Endpoints);
        for (var requests = 1; requests <= 5; requests++)
        {
            var peer = await Connect(server);
            await peer.Send([.. Enumerable.Range(0, requests).Select(i => Headers((2 * i) + 1).Get("/").EndStream())]);
            await peer.ExpectResponse((2 * requests) - 1);
        }

        var page = await Connections(server, new ConnectionQuery { Order = ConnectionOrder.Requests, Offset = 1, Limit = 2 });
        var oldest = await Connections(server, new ConnectionQuery { Limit = 5 });
        var newest = await Connections(server, new ConnectionQuery { Limit = 5, Order = ConnectionOrder.Newest });

        Assert.Equal([4, 3], page.Connections.Select(connection => connection.Requests));
        Assert.Equal((5, 5, 0, 15), (page.Open, page.Found, page.Unanswered, page.Totals.Requests));
        Assert.Equal([1, 2, 3, 4, 5], oldest.Connections.Select(connection => connection.Requests));
        Assert.Equal([5, 4, 3, 2, 1], newest.Connections.Select(connection => connection.Requests));
    }

    [Fact]
    public async Task Connections_are_found_by_their_ends_their_protocol_and_their_id()
    {
        var server = await Bind(Endpoints);
        var peers = new[] { await Connect(server), await Connect(server) };
        await peers[0].ExpectAlive();
        await peers[1].ExpectAlive();
        var second = (await Connections(server)).Connections[1];

        Assert.Equal(second.Id, Assert.Single((await Connections(server, new ConnectionQuery { Search = second.RemoteEndPoint.ToString()! })).Connections).Id);
        Assert.Equal(second.Id, Assert.Single((await Connections(server, new ConnectionQuery { Search = second.Id.ToUpperInvariant() })).Connections).Id);
        Assert.Equal(2, (await Connections(server, new ConnectionQuery { Search = "H2" })).Found);
        var none = await Connections(server, new ConnectionQuery { Search = "http/1.1" });
        Assert.Equal((2, 0, 0), (none.Open, none.Found, none.Connections.Count));
    }

    [Fact]
    public async Task Streams_are_shown_as_many_as_were_asked_for_of_the_connections_that_were()
    {
        var server = await Bind(Endpoints);
        var peers = new[] { await Connect(server), await Connect(server) };
        foreach (var peer in peers)
        {
            await peer.Send(Headers(1).Get("/wait/1").EndStream(), Headers(3).Get("/wait/3").EndStream(), Headers(5).Get("/wait/5").EndStream());
            await peer.ExpectAlive();
        }

        var all = await Connections(server, new ConnectionQuery { Streams = 2 });
        var one = await Connections(server, new ConnectionQuery { StreamsOf = new HashSet<string> { all.Connections[1].Id } });

        Assert.All(all.Connections, connection => Assert.Equal([1, 3], connection.Streams.Select(stream => stream.Id)));
        Assert.Equal([0, 3], one.Connections.Select(connection => connection.Streams.Count));
        Assert.Equal(6, one.OpenStreams);
        _goOn.SetResult();
    }

    [Fact]
    public async Task Totals_have_what_ended_connections_had_done()
    {
        var server = await Bind(Endpoints);
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectResponse(1);
        var before = (await Connections(server)).Totals;
        var gone = (await Only(server)).Actor.WatchAsync();
        await peer.DisposeAsync();
        Assert.True(await gone.WaitAsync(Deadline));

        var after = await Connections(server);

        Assert.Equal((0, 1, 1), (after.Open, after.Totals.Connections, after.Totals.Requests));
        Assert.InRange(after.Totals.OctetsReceived, before.OctetsReceived, before.OctetsReceived + 100);
        Assert.Equal(1, Assert.Single(after.Listeners).Ended.Connections);
    }

    [Fact]
    public async Task The_endpoints_of_all_bindings_are_listed()
    {
        var server = await Bind(Endpoints);
        var other = await Bind(Endpoints);
        await (await Connect(server)).ExpectAlive();
        await ConnectRaw(other);
        await other.UnbindAsync();

        var listeners = await UntilAsync(() => System.Http2().GetListenersAsync(), seen => seen.Listeners is [_, { Phase: ListenerPhase.Unbound }]);

        Assert.Equal([server.LocalEndPoint, other.LocalEndPoint], listeners.Listeners.Select(listener => listener.EndPoint));
        var first = listeners.Listeners[0];
        Assert.Equal(("sockets", false, ListenerPhase.Accepting, 1, 0), (first.Transport, first.IsTls, first.Phase, first.Connections, first.Newcomers));
        Assert.Empty(listeners.Clients);
        Assert.Equal(1, (await System.Http2().GetConnectionsAsync()).Open);
        Assert.Equal(0, (await other.GetConnectionsAsync()).Open);
    }

    [Fact]
    public async Task The_tree_is_asked_by_messages_too()
    {
        var server = await Bind(Endpoints);
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/wait/7").EndStream());
        await peer.ExpectAlive();

        var listeners = await System.ActorSelection("/system/http2").Ask<ListenersSnapshot>(GetListeners.Instance, Deadline);
        var connections = await listeners.Listeners[0].Actor.Ask<ConnectionsSnapshot>(new GetConnections(new ConnectionQuery { Streams = 0 }), Deadline);
        var connection = Assert.Single(connections.Connections);
        Assert.Empty(connection.Streams);
        var streams = await System.ActorSelection(connection.Id).Ask<ConnectionSnapshot>(new GetStreams(10), Deadline);
        Assert.Equal("/wait/{id}", Assert.Single(streams.Streams).Route);
        _goOn.SetResult();
    }

    [Theory]
    [InlineData(-1, 1, 0)]
    [InlineData(0, 0, 0)]
    [InlineData(0, 1_001, 0)]
    [InlineData(0, 1, 1_001)]
    public async Task A_query_out_of_range_is_refused(int offset, int limit, int streams)
    {
        var server = await Bind(Endpoints);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => server.GetConnectionsAsync(new ConnectionQuery { Offset = offset, Limit = limit, Streams = streams }));
    }

    private static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> fits)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (true)
        {
            if (await look() is var seen && fits(seen))
                return seen;
            deadline.Token.ThrowIfCancellationRequested();
        }
    }

    private void Endpoints(EndpointBuilder endpoints) => endpoints
        .Map("GET", "/", x => x.Respond("Hello, World!"))
        .Map("GET", "/wait/{id}", Wait)
        .Map("POST", "/wait/{id}", Wait);

    private async Task Wait(Exchange x)
    {
        await _goOn.Task;
        x.Respond("done");
    }

    private static Task<ConnectionsSnapshot> Connections(ServerBinding server, ConnectionQuery? query = null) => server.GetConnectionsAsync(query).WaitAsync(Deadline);

    private static async Task<ConnectionSnapshot> Only(ServerBinding server) => Assert.Single((await Connections(server)).Connections);
}
