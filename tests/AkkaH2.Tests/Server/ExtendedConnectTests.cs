using System.Net.WebSockets;
using AkkaH2.Endpoints;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class ExtendedConnectTestsOnSockets() : ExtendedConnectTests("sockets");

public sealed class ExtendedConnectTestsOnAkkaIo() : ExtendedConnectTests("akka-io");

public sealed class ExtendedConnectTestsOverTlsOnSockets() : ExtendedConnectTests("sockets", tls: true);

public sealed class ExtendedConnectTestsOverTlsOnAkkaIo() : ExtendedConnectTests("akka-io", tls: true);

/// <summary>RFC 8441, and the WebSockets that it carries, octet by octet.</summary>
[Trait("RFC 8441", "4")]
public abstract class ExtendedConnectTests(string transport, bool tls = false) : ServerTest(transport, tls)
{
    // RFC 6455 §5: FIN, opcode, a length below 126 and, from a client, a mask; a mask of zeros leaves the payload as it is.
    private static byte[] Masked(int opcode, params byte[] payload) => [(byte)(0x80 | opcode), (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload];

    private static byte[] Plain(int opcode, params byte[] payload) => [(byte)(0x80 | opcode), (byte)payload.Length, .. payload];

    private static byte[] Status(int code) => [(byte)(code >> 8), (byte)code];

    private static HeadersScript Chat(int stream, string path = "/chat") => Headers(stream).Connect("websocket", path).Field("sec-websocket-version", "13");

    [Fact]
    [Trait("RFC 8441", "3")]
    public async Task The_setting_is_sent_where_an_endpoint_wants_it_and_nowhere_else()
    {
        var with = await Serve(MapEcho);
        Assert.Equal(1u, with.PeerSettings[SettingId.EnableConnectProtocol]);
        var without = await Serve(e => e.MapConnect(x => Task.CompletedTask).Map("GET", "/", x => x.Respond("")));
        Assert.False(without.PeerSettings.ContainsKey(SettingId.EnableConnectProtocol));
    }

    [Fact]
    [Trait("RFC 8441", "3")]
    public async Task It_is_never_taken_back()
    {
        var server = await Bind(MapEcho);
        var peer = await Connect(server);
        await server.ChangeSettingsAsync(settings => settings with { MaxConcurrentStreams = 5 });
        Assert.Equal([new Setting(SettingId.MaxConcurrentStreams, 5)], (await peer.ExpectSettings()).Settings);
        await Assert.ThrowsAsync<ArgumentException>(() => server.ChangeSettingsAsync(settings => settings with { EnableConnectProtocol = false }));
    }

    [Fact]
    [Trait("RFC 8441", "3")]
    public async Task Where_it_was_not_offered_it_is_malformed()
    {
        var peer = await Serve(e => e.Map("GET", "/chat", x => x.Respond("")));
        await peer.Send(Chat(1));
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
    }

    [Theory]
    [InlineData(":scheme")]
    [InlineData(":path")]
    public async Task Without_scheme_or_path_it_is_malformed(string field)
    {
        var peer = await Serve(MapEcho);
        await peer.Send(Chat(1).Without(field));
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
    }

    [Fact]
    public async Task Protocol_belongs_to_CONNECT_only_and_is_not_empty()
    {
        var peer = await Serve(MapEcho);
        await peer.Send(Chat(1).With(":method", "GET"));
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
        await peer.Send(Chat(3).With(":protocol", ""));
        await peer.ExpectStreamError(3, ErrorCode.ProtocolError);
    }

    [Fact]
    public async Task It_is_routed_by_path_and_protocol()
    {
        var peer = await Serve(e => e
            .Map("GET", "/chat/{room}", x => x.Respond("page"))
            .MapConnect("connect-udp", "/chat/{room}", x => Answer(x, $"{x.Request.Protocol} {x.Route["room"]} {x.Request.Scheme} {x.Request.Authority}"))
            .MapConnect("other", "/other", x => Answer(x, "other")));

        await peer.Send(Headers(1).Connect("connect-udp", "/chat/7"));
        Assert.Equal("connect-udp 7 http localhost", (await peer.ExpectResponse(1)).Text);
        await peer.Send(Headers(3).Connect("Connect-UDP", "/chat/8"));
        Assert.Equal("Connect-UDP 8 http localhost", (await peer.ExpectResponse(3)).Text);
        await peer.Send(Headers(5).Connect("unheard-of", "/chat/7"));
        Assert.Equal(501, (await peer.ExpectResponse(5)).Status);
        await peer.Send(Headers(7).Connect("other", "/nowhere"));
        Assert.Equal(404, (await peer.ExpectResponse(7)).Status);
        await peer.Send(Headers(9).Connect("other", "/chat/7"));
        var refused = await peer.ExpectResponse(9);
        Assert.Equal((405, "CONNECT, GET, HEAD"), (refused.Status, refused["allow"]));
        await peer.Send(Headers(11).Get("/chat/7").EndStream());
        Assert.Equal("page", (await peer.ExpectResponse(11)).Text);
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task Trailers_in_its_tunnel_are_a_stream_error()
    {
        var peer = await Serve(MapEcho);
        await peer.Send(Chat(1));
        await peer.ExpectHeaders(1);
        await peer.Send(Headers(1).Field("x-trailer", "1").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
    }

    [Fact]
    [Trait("RFC 8441", "5")]
    public async Task A_socket_echoes_messages_and_closes_when_both_sides_have_said_so()
    {
        var peer = await Serve(MapEcho);
        await peer.Send(Chat(1));
        var head = await peer.ExpectHeaders(1);
        Assert.Equal((200, null), (head.Status, head["sec-websocket-protocol"]));

        await peer.Send(Data(1, Masked(1, "hi"u8.ToArray())));
        await peer.Expect(Data(1, Plain(1, "hi"u8.ToArray())));
        await peer.Send(Data(1, Masked(8, Status(1000))).EndStream());
        Assert.Equal(Plain(8, Status(1000)), await peer.ExpectRest(1));
        await peer.ExpectAlive();
    }

    [Fact]
    [Trait("RFC 8441", "5")]
    public async Task Another_version_is_refused_with_the_one_that_is_spoken()
    {
        var peer = await Serve(MapEcho);
        await peer.Send(Chat(1).With("sec-websocket-version", "12"));
        var refused = await peer.ExpectResponse(1);
        Assert.Equal((400, "13"), (refused.Status, refused["sec-websocket-version"]));
        await peer.Send(Chat(3).Without("sec-websocket-version"));
        Assert.Equal(400, (await peer.ExpectResponse(3)).Status);
    }

    [Theory]
    [Trait("RFC 8441", "5")]
    [InlineData("v1, v2", "v2")]
    [InlineData("v1", "v1")]
    [InlineData("v9", null)]
    [InlineData(null, null)]
    public async Task The_endpoints_first_sub_protocol_that_is_offered_is_spoken(string? offered, string? spoken)
    {
        var peer = await Serve(e => e.MapWebSocket("/chat", async (socket, x) =>
        {
            await socket.SendAsync(global::System.Text.Encoding.UTF8.GetBytes(socket.SubProtocol ?? "none"), WebSocketMessageType.Text, true, x.Aborted);
        }, new WebSocketOptions { SubProtocols = ["v2", "v1"] }));
        await peer.Send(offered is null ? Chat(1) : Chat(1).Field("sec-websocket-protocol", offered));
        Assert.Equal(spoken, (await peer.ExpectHeaders(1))["sec-websocket-protocol"]);
        await peer.Expect(Data(1, Plain(1, global::System.Text.Encoding.UTF8.GetBytes(spoken ?? "none"))));
    }

    [Fact]
    [Trait("RFC 8441", "5")]
    public async Task An_endpoint_that_returns_closes_its_socket_and_waits_for_the_peers_close()
    {
        var peer = await Serve(e => e.MapWebSocket("/chat", (_, _) => Task.CompletedTask));
        await peer.Send(Chat(1));
        await peer.ExpectHeaders(1);
        await peer.Expect(Data(1, Plain(8, Status(1000))));
        await peer.Send(Data(1, Masked(8, Status(1000))));
        Assert.Empty(await peer.ExpectRest(1));
        await peer.ExpectRstStream(1, ErrorCode.NoError);
        await peer.ExpectAlive();
    }

    [Fact]
    [Trait("RFC 8441", "5")]
    public async Task An_endpoint_that_throws_closes_its_socket_with_1011()
    {
        var peer = await Serve(e => e.MapWebSocket("/chat", async (socket, x) =>
        {
            await socket.ReceiveAsync(new byte[10], x.Aborted);
            throw new InvalidOperationException("the endpoint failed");
        }));
        await peer.Send(Chat(1), Data(1, Masked(1, "hi"u8.ToArray())));
        await peer.ExpectHeaders(1);
        Assert.Equal(Plain(8, Status(1011)), await peer.ExpectRest(1));
        await peer.ExpectRstStream(1, ErrorCode.NoError);
        await peer.ExpectAlive();
    }

    [Fact]
    [Trait("RFC 8441", "5")]
    public async Task A_reset_aborts_the_socket()
    {
        var state = new TaskCompletionSource<WebSocketState>();
        var peer = await Serve(e => e.MapWebSocket("/chat", async (socket, _) =>
        {
            await Assert.ThrowsAsync<WebSocketException>(() => socket.ReceiveAsync(new ArraySegment<byte>(new byte[10]), CancellationToken.None));
            state.SetResult(socket.State);
        }));
        await peer.Send(Chat(1));
        await peer.ExpectHeaders(1);
        await peer.Send(RstStream(1));
        Assert.Equal(WebSocketState.Aborted, await state.Task.WaitAsync(Deadline));
        await peer.ExpectAlive();
    }

    [Fact]
    [Trait("RFC 8441", "5")]
    public async Task A_socket_that_the_endpoint_aborts_is_reset_with_CANCEL()
    {
        var peer = await Serve(e => e.MapWebSocket("/chat", (socket, _) =>
        {
            socket.Abort();
            return Task.CompletedTask;
        }));
        await peer.Send(Chat(1));
        await peer.ExpectStreamError(1, ErrorCode.Cancel);
        Assert.DoesNotContain(peer.Received, frame => frame is DataFrame { EndStream: true });
    }

    [Fact]
    [Trait("RFC 8441", "5")]
    public async Task A_peer_that_ends_its_side_without_a_close_is_reset()
    {
        var peer = await Serve(MapEcho);
        await peer.Send(Chat(1));
        await peer.ExpectHeaders(1);
        await peer.Send(Data(1).EndStream());
        await peer.ExpectStreamError(1, ErrorCode.Cancel);
    }

    [Fact]
    [Trait("RFC 8441", "5")]
    public async Task A_peer_that_breaks_the_WebSocket_protocol_is_told_1002()
    {
        var peer = await Serve(MapEcho);
        await peer.Send(Chat(1));
        await peer.ExpectHeaders(1);
        await peer.Send(Data(1, Plain(1, "unmasked"u8.ToArray())));
        var close = await peer.ExpectData(1);
        Assert.Equal(Status(1002), close.Data[2..4].ToArray());
        await peer.ExpectStreamError(1, ErrorCode.Cancel);
    }

    [Fact]
    [Trait("RFC 8441", "5")]
    public async Task A_peer_that_answers_no_ping_is_aborted()
    {
        // What has not gone out when the socket is aborted does not go out: the ping has a second for that.
        var options = new WebSocketOptions { KeepAliveInterval = TimeSpan.FromMilliseconds(20), KeepAliveTimeout = TimeSpan.FromSeconds(1) };
        var peer = await Serve(e => e.MapWebSocket("/chat", Echo, options));
        await peer.Send(Chat(1));
        await peer.ExpectHeaders(1);
        Assert.Equal(0x89, (await peer.ExpectData(1)).Data.Span[0]);
        await peer.ExpectStreamError(1, ErrorCode.Cancel);
    }

    [Fact]
    [Trait("RFC 9113", "10.5.2")]
    public async Task A_socket_holds_its_slot_until_its_endpoint_ends()
    {
        var release = new TaskCompletionSource();
        var peer = await Connect(await Bind(e => e.MapWebSocket("/chat", (_, _) => release.Task)));
        for (var n = 0; n < 100; n++)
            await peer.Send(Chat(1 + (2 * n)));
        await peer.Send(Chat(201));
        await peer.ExpectRstStream(201, ErrorCode.RefusedStream);

        await peer.Send(RstStream(1));
        await peer.Send(Chat(203));
        await peer.ExpectRstStream(203, ErrorCode.RefusedStream);

        release.SetResult();
        await peer.ExpectHeaders(3);
    }

    [Fact]
    [Trait("RFC 9113", "6.8")]
    public async Task A_socket_is_told_when_the_server_wants_to_end()
    {
        var server = await Bind(e => e.MapWebSocket("/chat", async (socket, x) =>
        {
            await using var registration = x.Draining.Register(() =>
                _ = socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, x.Aborted));
            await socket.ReceiveAsync(new ArraySegment<byte>(new byte[10]), x.Aborted);
        }));
        var peer = await Connect(server);
        await peer.Send(Chat(1));
        await peer.ExpectHeaders(1);
        var terminated = server.TerminateAsync(Deadline);
        await peer.Expect(Data(1, Plain(8, Status(1001))));
        await peer.Send(Data(1, Masked(8, Status(1001))).EndStream());
        Assert.Empty(await peer.ExpectRest(1));
        await peer.ExpectClosed();
        await peer.DisposeAsync();
        await terminated;
    }

    private static void MapEcho(EndpointBuilder endpoints) => endpoints.MapWebSocket("/chat", Echo);

    private static async Task Echo(WebSocket socket, Exchange x)
    {
        var buffer = new byte[1000];
        while (await socket.ReceiveAsync(buffer.AsMemory(), x.Aborted) is { MessageType: not WebSocketMessageType.Close } part)
            await socket.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, x.Aborted);
    }

    private static async Task Answer(Exchange x, string text)
    {
        await using var tunnel = x.OpenTunnel();
        await tunnel.WriteAsync(global::System.Text.Encoding.UTF8.GetBytes(text));
    }
}
