namespace AkkaH2.Rfc9113.Tests.Clients;

/// <summary>The server's SETTINGS_MAX_CONCURRENT_STREAMS; the client has one connection, so what is above it waits.</summary>
[Trait("RFC 9113", "5.1.2")]
public sealed class Section_5_1_2_LimitsOfAServer(TestServer server) : ClientSectionTests(server)
{
    [Fact]
    public Task No_more_streams_than_the_limit_are_open_at_once() => WithOneConnection(async client =>
    {
        var first = client.Send(Request.Get("/"));
        var peer = await client.Accept((SettingId.MaxConcurrentStreams, 2));
        await peer.ExpectHeaders(1);
        await ExpectAnswered(peer, 1, first);

        var responses = Enumerable.Range(0, 6).Select(_ => client.Send(Request.Get("/"))).ToArray();
        for (var i = 0; i < 6; i++)
        {
            await peer.ExpectHeaders(3 + (2 * i));
            if (i % 2 == 0) continue;

            await peer.ExpectAlive();
            Assert.Equal(2 + i, Requests(peer));
            await ExpectAnswered(peer, 1 + (2 * i), responses[i - 1]);
            await ExpectAnswered(peer, 3 + (2 * i), responses[i]);
        }
    });

    [Fact]
    public Task A_limit_of_0_opens_none_until_it_is_raised() => WithOneConnection(async client =>
    {
        var first = client.Send(Request.Get("/"));
        var peer = await client.Accept();
        await peer.ExpectHeaders(1);
        await ExpectAnswered(peer, 1, first);
        await peer.Send(Settings((SettingId.MaxConcurrentStreams, 0)));
        await peer.ExpectSettingsAck();
        var response = client.Send(Request.Get("/"));
        await peer.ExpectAlive();
        Assert.Equal(1, Requests(peer));
        await peer.Send(Settings((SettingId.MaxConcurrentStreams, 1)));
        await peer.ExpectHeaders(3);
        await ExpectAnswered(peer, 3, response);
    });

    [Fact]
    public Task A_limit_below_what_is_open_ends_nothing() => WithOneConnection(async client =>
    {
        var first = client.Send(Request.Get("/"));
        var peer = await client.Accept();
        await peer.ExpectHeaders(1);
        var second = client.Send(Request.Get("/"));
        await peer.ExpectHeaders(3);
        await peer.Send(Settings((SettingId.MaxConcurrentStreams, 1)));
        await peer.ExpectSettingsAck();
        await ExpectAnswered(peer, 3, second);
        await ExpectAnswered(peer, 1, first);
    });

    [Fact, Trait("RFC 9113", "6.4")]
    public Task A_stream_that_was_reset_makes_room() => WithOneConnection(async client =>
    {
        var first = client.Send(Request.Get("/"));
        var peer = await client.Accept((SettingId.MaxConcurrentStreams, 1));
        await peer.ExpectHeaders(1);
        var second = client.Send(Request.Get("/"));
        await peer.Send(RstStream(1, ErrorCode.InternalError));
        await Fails(first);
        await peer.ExpectHeaders(3);
        await ExpectAnswered(peer, 3, second);
    });

    private Task WithOneConnection(Func<ClientOnWire, Task> test) => WithClient(test, settings => settings with { MaxConnections = 1 });

    private static int Requests(TestPeer peer) => peer.Received.OfType<HeadersFrame>().Count();
}
