using AkkaH2.Endpoints;
using AkkaH2.TestKit;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Http1.Tests;

public sealed class UpgradeTestsInMemory() : UpgradeTests("memory");

public sealed class UpgradeTestsOnSockets() : UpgradeTests("sockets");

public sealed class UpgradeTestsOnAkkaIo() : UpgradeTests("akka-io");

/// <summary>From HTTP/1.1 to HTTP/2 on one connection (RFC 7540 §3.2).</summary>
public abstract class UpgradeTests(string transport) : Http1Test(transport)
{
    private const string Settings = "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n";
    private const string Asking = "Host: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n";
    private const string Upgrade = "GET /first HTTP/1.1\r\n" + Asking + Settings + "\r\n";

    [Fact]
    public async Task The_request_is_answered_on_stream_1_and_the_connection_goes_on()
    {
        var http1 = await Serve(Endpoints);
        await http1.Send(Upgrade);
        var response = await http1.Receive();
        Assert.Equal(("HTTP/1.1 101 Switching Protocols", "h2c", "Upgrade"), (response.StatusLine, response["upgrade"], response["connection"]));

        await using var peer = new TestPeer(http1.Rest);
        await peer.Handshake();
        Assert.Equal("GET http a /first Http2 1", (await peer.ExpectResponse(1)).Text);
        await peer.Send(Headers(3).Get("/second").EndStream());
        Assert.Equal("GET http localhost /second Http2 3", (await peer.ExpectResponse(3)).Text);
    }

    [Fact]
    public async Task A_preface_that_does_not_wait_for_101_is_read()
    {
        var http1 = await Serve(Endpoints);
        await http1.Send(Upgrade + "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\x4\0\0\0\0\0");
        Assert.Equal(101, (await http1.Receive()).Status);

        await http1.Finish();
        Assert.Contains("GET http a /first Http2 1", await http1.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drain_ends_it_as_a_connection_of_HTTP2()
    {
        var server = await Bind(Endpoints);
        var http1 = await Connect(server);
        await http1.Send(Upgrade);
        Assert.Equal(101, (await http1.Receive()).Status);
        await using var peer = new TestPeer(http1.Rest);
        await peer.Handshake();
        await peer.ExpectResponse(1);

        var ended = server.TerminateAsync();
        await peer.ExpectClosed();
        Assert.True(await ended.WaitAsync(Deadline));
    }

    [Theory]
    [InlineData("")]
    [InlineData(Settings + Settings)]
    [InlineData("HTTP2-Settings: ?\r\n")]
    [InlineData("HTTP2-Settings: AAMAAABkAA\r\n")]
    public async Task Without_valid_settings_it_is_served_as_HTTP1(string settings)
    {
        var response = await Ask(Endpoints, "GET /first HTTP/1.1\r\n" + Asking + settings + "\r\n");

        Assert.Equal((200, "GET http a /first Http1 1"), (response.Status, response.Body));
    }

    [Fact]
    public async Task A_request_with_a_body_is_served_as_HTTP1()
    {
        var response = await Ask(Endpoints, "POST /first HTTP/1.1\r\n" + Asking + Settings + "Content-Length: 3\r\n\r\nabc");

        Assert.Equal((200, "POST http a /first Http1 1"), (response.Status, response.Body));
    }

    [Fact]
    public async Task HTTP_1_0_is_served_as_it_is()
    {
        var response = await Ask(Endpoints, "GET /first HTTP/1.0\r\n" + Asking + Settings + "\r\n");

        Assert.Equal(200, response.Status);
    }

    private static void Endpoints(EndpointBuilder endpoints)
    {
        foreach (var method in new[] { "GET", "POST" })
            endpoints.Map(method, "/{path}", x => x.Respond(string.Join(' ', x.Request.Method, x.Request.Scheme, x.Request.Authority, x.Request.Path, x.Connection.Protocol, x.Stream)));
    }
}

/// <summary>With the upgrade switched off.</summary>
public sealed class NoUpgradeTests() : Http1Test("memory")
{
    protected override string Hocon => "akka.h2.h2c-upgrade = off";

    [Fact]
    public async Task It_is_served_as_HTTP1()
    {
        var response = await Ask(
            e => e.Map("GET", "/", x => x.Respond($"{x.Connection.Protocol}")),
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n");

        Assert.Equal((200, "Http1"), (response.Status, response.Body));
    }
}
