using System.Net;
using System.Net.WebSockets;
using System.Text;
using Akka.Actor;
using Akka.Streams.Dsl;
using AkkaH2.Endpoints;

namespace AkkaH2.Http1.Tests;

public sealed class WebSocketTestsInMemory() : WebSocketTests("memory");

public sealed class WebSocketTestsOnSockets() : WebSocketTests("sockets");

/// <summary>WebSockets by upgrade (RFC 6455), on the endpoints of RFC 8441.</summary>
public abstract class WebSocketTests(string transport) : Http1Test(transport)
{
    private const string Handshake =
        "GET /chat/7 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";

    // RFC 6455 §1.3.
    private const string Key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    [Fact]
    [Trait("RFC 6455", "4.2.2")]
    public async Task A_handshake_is_accepted()
    {
        var response = await Ask(Echo, Handshake + Key + "Sec-WebSocket-Protocol: a, b\r\n\r\n");

        Assert.Equal(101, response.Status);
        Assert.Equal(("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "websocket", "Upgrade"), (response["sec-websocket-accept"], response["upgrade"], response["connection"]));
        Assert.Equal("b", response["sec-websocket-protocol"]);
    }

    [Fact]
    public async Task Messages_go_both_ways()
    {
        var peer = await Serve(Echo);
        using var socket = await Open(peer);
        foreach (var text in new[] { "one", new string('x', 100_000) })
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Cancel);
            Assert.Equal($"7: {text}", await Receive(socket));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
        Assert.Equal("", await peer.ReadToEnd());
    }

    [Fact]
    [Trait("RFC 6455", "7.4.1")]
    public async Task An_endpoint_that_ends_closes_the_socket()
    {
        var peer = await Serve(e => e.MapWebSocket("/chat/{room}", (_, _) => Task.CompletedTask));
        using var socket = await Open(peer);

        var end = await socket.ReceiveAsync(new byte[100], Cancel);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, end.CloseStatus);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
        Assert.Equal("", await peer.ReadToEnd());
    }

    [Fact]
    public async Task A_client_that_is_gone_ends_its_endpoint()
    {
        var ended = new TaskCompletionSource();
        var peer = await Serve(e => e.MapWebSocket("/chat/{room}", async (socket, _) =>
        {
            try
            {
                await socket.ReceiveAsync(new byte[100], default);
            }
            finally
            {
                ended.SetResult();
            }
        }));
        using var socket = await Open(peer);
        await peer.Reset();

        await ended.Task.WaitAsync(Deadline);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Sec-WebSocket-Key: dGhlIHNhbXBsZQ==\r\n")]
    [InlineData("Sec-WebSocket-Key: ?\r\n")]
    [InlineData(Key + Key)]
    [Trait("RFC 6455", "4.2.1")]
    public async Task A_handshake_without_a_valid_key_is_refused(string key)
    {
        Assert.Equal(400, (await Ask(Echo, Handshake + key + "\r\n")).Status);
    }

    [Fact]
    [Trait("RFC 6455", "4.4")]
    public async Task Another_version_is_answered_with_ours()
    {
        var response = await Ask(Echo, (Handshake + Key + "\r\n").Replace("Version: 13", "Version: 12", StringComparison.Ordinal));

        Assert.Equal((400, "13"), (response.Status, response["sec-websocket-version"]));
    }

    [Fact]
    [Trait("RFC 9110", "7.8")]
    public async Task An_offer_that_no_endpoint_takes_is_passed_over()
    {
        var response = await Ask(e => e.Map("GET", "/chat/{room}", x => x.Respond("page")).MapWebSocket("/other", (_, _) => Task.CompletedTask), Handshake + Key + "\r\n");

        Assert.Equal((200, "page"), (response.Status, response.Body));
    }

    [Theory]
    [InlineData("flow")]
    [InlineData("actor")]
    public async Task A_flow_or_an_actor_has_whole_messages(string what)
    {
        var peer = await Serve(e => Shout(e, what));
        using var socket = await Open(peer);
        foreach (var text in new[] { "one", new string('x', 100_000), "three" })
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Cancel);
            Assert.Equal($"7: {text}", await Receive(socket));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
        Assert.Equal("", await peer.ReadToEnd());
    }

    [Theory]
    [InlineData("flow")]
    [InlineData("actor")]
    [Trait("RFC 6455", "7.4.1")]
    public async Task A_flow_that_ends_or_an_actor_that_stops_closes_the_socket(string what)
    {
        using var socket = await Open(await Serve(e => Shout(e, what)));
        await socket.SendAsync("stop"u8.ToArray(), WebSocketMessageType.Text, true, Cancel);
        var end = await socket.ReceiveAsync(new byte[100], Cancel);
        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.NormalClosure), (end.MessageType, end.CloseStatus));
    }

    [Theory]
    [InlineData("flow")]
    [InlineData("actor")]
    [Trait("RFC 6455", "7.4.1")]
    public async Task A_message_that_is_too_long_for_them_closes_the_socket_with_1009(string what)
    {
        using var socket = await Open(await Serve(e => Shout(e, what)));
        await socket.SendAsync(new byte[200_001], WebSocketMessageType.Text, true, Cancel);
        var end = await socket.ReceiveAsync(new byte[100], Cancel);
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, end.CloseStatus);
    }

    private static void Shout(EndpointBuilder endpoints, string what)
    {
        var options = new WebSocketOptions { MaxMessageSize = 200_000 };
        if (what == "flow")
            endpoints.MapWebSocket("/chat/{room}", request => Flow.Create<SocketMessage>().TakeWhile(m => m.ToString() != "stop").Select(m => SocketMessage.Of($"{request.Route["room"]}: {m}")), options);
        else
            endpoints.MapWebSocketActor("/chat/{room}", request => Props.Create(() => new Shouting(request.Route["room"])), options);
    }

    private sealed class Shouting : ReceiveActor
    {
        private IActorRef _peer = ActorRefs.Nobody;

        public Shouting(string room)
        {
            Receive<SocketOpened>(opened =>
            {
                _peer = opened.Peer;
                Sender.Tell(SocketReady.Instance);
            });
            Receive<SocketMessage>(message =>
            {
                if (message.ToString() == "stop")
                    Context.Stop(Self);
                else
                    _peer.Tell(SocketMessage.Of($"{room}: {message}"));
                Sender.Tell(SocketReady.Instance);
            });
            Receive<SocketClosed>(_ => { });
        }
    }

    private CancellationToken Cancel => new CancellationTokenSource(Deadline).Token;

    private static void Echo(EndpointBuilder endpoints) => endpoints.MapWebSocket(
        "/chat/{room}",
        async (socket, exchange) =>
        {
            while (socket.State == WebSocketState.Open && await Receive(socket) is { } text)
                await socket.SendAsync(Encoding.UTF8.GetBytes($"{exchange.Route["room"]}: {text}"), WebSocketMessageType.Text, true, exchange.Aborted);
        },
        new WebSocketOptions { SubProtocols = ["b"] });

    private static async Task<WebSocket> Open(Http1Peer peer)
    {
        await peer.Send(Handshake + Key + "\r\n");
        Assert.Equal(101, (await peer.Receive()).Status);
        return WebSocket.CreateFromStream(peer.Rest, new WebSocketCreationOptions());
    }

    private static async Task<string?> Receive(WebSocket socket)
    {
        var (text, buffer) = (new StringBuilder(), new byte[10_000]);
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, default).WaitAsync(Deadline);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            text.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
            if (part.EndOfMessage)
                return text.ToString();
        }
    }
}

/// <summary>.NET's own client.</summary>
public sealed class WebSocketClientTests() : Http1Test("sockets")
{
    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task One_endpoint_serves_both_protocols(string version)
    {
        var server = await Bind(e => e.MapWebSocket("/", async (socket, x) =>
            await socket.SendAsync(Encoding.UTF8.GetBytes($"{x.Connection.Protocol}"), WebSocketMessageType.Text, true, x.Aborted)));
        using var client = new ClientWebSocket();
        client.Options.HttpVersion = Version.Parse(version);
        client.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var handler = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(handler);
        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{((IPEndPoint)server.LocalEndPoint).Port}/"), invoker, default).WaitAsync(Deadline);

        var buffer = new byte[100];
        var message = await client.ReceiveAsync(buffer, default).WaitAsync(Deadline);
        Assert.Equal(version == "2.0" ? "Http2" : "Http1", Encoding.UTF8.GetString(buffer, 0, message.Count));
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default).WaitAsync(Deadline);
    }
}
