namespace AkkaH2.Rfc9113.Tests.Clients;

/// <summary>This client opens no tunnels, and lets no server open one.</summary>
[Trait("RFC 9113", "8.5")]
public sealed class Section_8_5_Connect(TestServer server) : ClientSectionTests(server)
{
    [Fact]
    public Task CONNECT_is_refused_before_anything_is_sent() => WithClient(async client =>
    {
        var connect = client.Send(Request.Of("CONNECT", "/"));
        Assert.Contains("CONNECT opens a tunnel", (await Assert.ThrowsAsync<ArgumentException>(() => connect)).Message);

        var response = client.Send(Request.Get("/"));
        var peer = await client.Accept();
        Assert.Equal("GET", (await peer.ExpectHeaders(1))[":method"]); // its first stream
        await ExpectAnswered(peer, 1, response);
    });

    /// <summary>RFC 8441 §4: a client that knows no extended CONNECT is not to send one, whatever a server allows.</summary>
    [Fact]
    public Task A_server_that_allows_extended_CONNECT_gets_none() => WithClient(async client =>
    {
        var response = client.Send(Request.Get("/"));
        var peer = await client.Accept((SettingId.EnableConnectProtocol, 1));
        await peer.ExpectHeaders(1);
        await ExpectAnswered(peer, 1, response);
        var connect = client.Send(Request.Of("CONNECT", "/").With(":protocol", "websocket"));
        await Assert.ThrowsAsync<ArgumentException>(() => connect);
        await peer.ExpectAlive();
        Assert.Single(peer.Received.OfType<HeadersFrame>());
    });

    /// <summary>RFC 9113 §8.4: promised requests are safe, and CONNECT is not.</summary>
    [Fact, Trait("RFC 9113", "8.4")]
    public Task A_promised_CONNECT_is_a_stream_error() => WithClient(
        async client =>
        {
            var response = client.Send(Request.Get("/"));
            var peer = await client.Accept();
            await peer.ExpectHeaders(1);
            await peer.Send(Headers(1).Field(":method", "CONNECT").Field(":authority", "localhost").Promise(2));
            await peer.ExpectRstStream(2, ErrorCode.ProtocolError);
            await ExpectAnswered(peer, 1, response);
        },
        settings => settings with { OnPush = promise => promise.Accept() });
}
