using System.Net;
using Akka.Actor;
using AkkaH2.Diagnostics;
using AkkaH2.Endpoints;
using AkkaH2.TestKit;
using AkkaH2.Tests.Tls;
using AkkaH2.Transports.Tls;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>Somebody who wants no limit, where "infinite" is not taken or not thought of, writes a very long time.</summary>
public sealed class LongTimesTests : TlsTest
{
    private const string Long = "10000000d"; // 27,000 years; TimeSpan ends at 29,000

    private static readonly byte[] Close = [0x88, 2, 0x03, 0xe8]; // 1000

    protected override string Hocon => $$"""
        akka.h2 {
          idle-stream-actors-for = {{Long}}
          preface-timeout = {{Long}}
          settings-timeout = {{Long}}
          headers-timeout = {{Long}}
          idle-timeout = {{Long}}
          keep-alive-interval = {{Long}}
          keep-alive-timeout = {{Long}}
          write-timeout = {{Long}}
          request-timeout = {{Long}}
          max-connection-age = {{Long}}
          drain-timeout = {{Long}} // linger-timeout is left as it is: peers of tests do not close their side
          reply-timeout = {{Long}}
          slow-endpoint = {{Long}}
          slow-endpoint-grace = {{Long}}
          websocket-keep-alive-interval = {{Long}}
          websocket-keep-alive-timeout = {{Long}}
          tls.handshake-timeout = {{Long}}
          client.tls.handshake-timeout = {{Long}}
        }
        """;

    [Fact]
    public async Task Very_long_times_are_no_limits()
    {
        var server = await System.Http2().BindAsync("127.0.0.1", 0, e => e.Map("GET", "/", x => x.Respond("ok")).MapActor("/actor", Replies).MapWebSocket("/chat", (_, _) => Task.CompletedTask));
        using var silent = await Open(server);
        await using var peer = await TestPeer.ConnectAsync(server.LocalEndPoint);
        Assert.Equal(200, (await Get(peer)).Status);
        await peer.Send(Headers(3).Get("/actor").EndStream());
        Assert.Equal(200, (await peer.ExpectResponse(3)).Status);
        await peer.Send(Headers(5).Connect("websocket", "/chat").Field("sec-websocket-version", "13"));
        Assert.Equal("200", (await peer.ExpectHeaders(5))[":status"]);
        await peer.Expect(Data(5, Close));
        await peer.Send(RstStream(5, ErrorCode.Cancel));
        silent.Close();
        Assert.True(await server.TerminateAsync().WaitAsync(Deadline));
    }

    [Fact]
    public async Task Nor_are_the_longest_that_there_are()
    {
        var longest = new RouteOptions { ReplyTimeout = TimeSpan.MaxValue, RequestTimeout = TimeSpan.MaxValue };
        var server = await System.Http2().BindAsync("127.0.0.1", 0, e => e.MapActor("/", Replies, longest).MapWebSocket(
            "/chat", (_, _) => Task.CompletedTask, new WebSocketOptions { KeepAliveInterval = TimeSpan.MaxValue, KeepAliveTimeout = TimeSpan.MaxValue }));
        await using var peer = await TestPeer.ConnectAsync(server.LocalEndPoint);
        Assert.Equal(200, (await Get(peer)).Status);
        await peer.Send(Headers(3).Connect("websocket", "/chat").Field("sec-websocket-version", "13"));
        Assert.Equal("200", (await peer.ExpectHeaders(3))[":status"]);
        await peer.Expect(Data(3, Close));
        await peer.Send(RstStream(3, ErrorCode.Cancel));
        var census = await System.Http2().GetConnectionsAsync(new ConnectionQuery { Timeout = TimeSpan.MaxValue }).WaitAsync(Deadline);
        Assert.Single(census.Connections);
        Assert.True(await server.TerminateAsync(TimeSpan.MaxValue).WaitAsync(Deadline));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nor_are_they_with_TLS(bool longest)
    {
        var authority = Issue("authority", isAuthority: true);
        var settings = System.Http2().Settings;
        var (server, client) = (settings.Tls with { Certificates = [TlsCertificate.From(Issue("localhost", authority))] }, settings.Client.Tls with { Authorities = [authority] });
        if (longest)
            (server, client) = (server with { HandshakeTimeout = TimeSpan.MaxValue }, client with { HandshakeTimeout = TimeSpan.MaxValue });
        var bound = await Bind(server);
        await using var asks = System.Http2().Client(
            $"https://localhost:{((IPEndPoint)bound.LocalEndPoint).Port}", settings.Client with { EndPoint = bound.LocalEndPoint, Tls = client });
        Assert.Equal(200, (await asks.SendAsync(Request.Get("/")).WaitAsync(Deadline)).Status);
        Assert.True(await asks.TerminateAsync(TimeSpan.MaxValue).WaitAsync(Deadline));
    }

    private IActorRef Replies => System.ActorOf(Props.Create(() => new Replying()));

    private sealed class Replying : ReceiveActor
    {
        public Replying() => Receive<Request>(_ => Sender.Tell(Response.Text("ok")));
    }
}
