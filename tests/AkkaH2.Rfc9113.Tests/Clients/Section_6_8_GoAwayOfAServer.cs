using AkkaH2.Client;

namespace AkkaH2.Rfc9113.Tests.Clients;

[Trait("RFC 9113", "6.8")]
public sealed class Section_6_8_GoAwayOfAServer(TestServer server) : ClientSectionTests(server)
{
    [Fact]
    public Task Streams_up_to_the_last_one_go_on_and_new_requests_take_another_connection() => WithClient(async client =>
    {
        var first = client.Send(Request.Get("/"));
        var old = await client.Accept();
        await old.ExpectHeaders(1);
        await old.Send(GoAway(1));
        await old.ExpectAlive();
        var second = client.Send(Request.Get("/"));
        var other = await client.Accept();
        await other.ExpectHeaders(1);
        await ExpectAnswered(other, 1, second);
        await ExpectAnswered(old, 1, first);
        await old.ExpectClosed();
    });

    [Fact, Trait("RFC 9113", "8.7")]
    public Task A_request_above_the_last_stream_is_sent_again_on_another_connection() => WithClient(async client =>
    {
        var first = client.Send(Request.Get("/"));
        var old = await client.Accept();
        await old.ExpectHeaders(1);
        var second = client.Send(Request.Post("/", "content"));
        await old.ExpectHeaders(3);
        await old.Send(GoAway(1));
        var other = await client.Accept();
        Assert.Equal("POST", (await other.ExpectHeaders(1))[":method"]);
        Assert.Equal("content"u8.ToArray(), await other.ExpectRest(1));
        await ExpectAnswered(other, 1, second);
        await ExpectAnswered(old, 1, first);
    });

    [Fact]
    public Task A_last_stream_of_2_31_minus_1_cuts_off_nothing() => WithClient(async client =>
    {
        var first = client.Send(Request.Get("/"));
        var peer = await client.Accept();
        await peer.ExpectHeaders(1);
        await peer.Send(GoAway(int.MaxValue), GoAway(1));
        await ExpectAnswered(peer, 1, first);
        await peer.ExpectClosed();
    });

    [Fact]
    public Task A_GOAWAY_that_raises_the_last_stream_is_a_connection_error() => OnRequest(async (peer, response) =>
    {
        await peer.Send(GoAway(1), GoAway(3));
        await peer.ExpectGoAway(0, ErrorCode.NoError);
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
        Assert.Equal(ErrorCode.ProtocolError, (await Fails(response)).Code);
    });

    [Fact, Trait("RFC 9113", "5.4.1")]
    public Task A_GOAWAY_with_an_error_reaches_the_requests_that_it_may_have_processed() => OnRequest(async (peer, response) =>
    {
        await peer.Send(GoAway(1, ErrorCode.EnhanceYourCalm, "enough"));
        await peer.ShutdownSend();
        var error = await Fails(response);
        Assert.Equal((ClientErrorKind.ProtocolError, ErrorCode.EnhanceYourCalm, true), (error.Kind, error.Code, error.MayHaveBeenProcessed));
    });

    [Fact, Trait("RFC 9113", "7")]
    public Task An_unknown_error_code_triggers_nothing_special() => OnRequest(async (peer, response) =>
    {
        await peer.Send(GoAway(1, (ErrorCode)0xdeadbeef));
        await ExpectAnswered(peer, 1, response);
    });

    [Fact]
    public Task Octets_behind_the_code_are_for_people() => OnRequest(async (peer, response) =>
    {
        await peer.Send(GoAway(1, ErrorCode.NoError, new string('~', 16_000)));
        await ExpectAnswered(peer, 1, response);
    });

    [Fact]
    public Task A_client_that_ends_says_so_and_waits_for_what_is_open() => WithClient(async client =>
    {
        var response = client.Send(Request.Get("/"));
        var peer = await client.Accept();
        await peer.ExpectHeaders(1);
        var ended = client.Terminate();
        await peer.Expect<GoAwayFrame>(frame => frame is { LastStream.Value: int.MaxValue, Code: ErrorCode.NoError });
        await peer.Expect<GoAwayFrame>(frame => frame is { LastStream.Value: 0, Code: ErrorCode.NoError });
        Assert.False(ended.IsCompleted);
        await ExpectAnswered(peer, 1, response);
        await peer.ExpectClosed();
        await peer.DisposeAsync();
        Assert.True(await ended);
    });
}
