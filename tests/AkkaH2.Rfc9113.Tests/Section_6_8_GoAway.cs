namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.8")]
public sealed class Section_6_8_GoAway(TestServer server) : SymmetricSectionTests(server)
{
    [Fact]
    public Task GOAWAY_on_a_stream_is_a_connection_error() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.Open(peer);
        await peer.Send(Raw(FrameType.GoAway, FrameFlags.None, stream, new byte[8]));
        await peer.ExpectConnectionError(side.LastStream(stream), ErrorCode.ProtocolError);
    });

    [Theory, Trait("RFC 9113", "4.2")]
    [InlineData(0)]
    [InlineData(7)]
    public Task GOAWAY_that_is_too_short_is_a_connection_error(int length) => OnEachSide(async (peer, _) =>
    {
        await peer.Send(Raw(FrameType.GoAway, FrameFlags.None, 0, new byte[length]));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Fact]
    public Task Streams_that_are_open_go_on_after_the_client_says_GOAWAY() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/echo"), GoAway(0, ErrorCode.NoError, "good bye"));
        await peer.Send(Data(1, "abc").EndStream());
        Assert.Equal("abc", (await peer.ExpectResponse(1)).Text);
        await peer.ExpectClosed();
    });

    [Fact]
    public Task A_stream_that_is_begun_after_the_last_one_was_named_is_ignored() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/echo"), GoAway(0));
        await peer.ExpectGoAway(1, ErrorCode.NoError);
        await peer.Send(Headers(3).Post("/echo"), Data(3, "lost").EndStream(), RstStream(3), WindowUpdate(3, 1));
        await peer.Send(Data(1, "abc").EndStream());
        Assert.Equal("abc", (await peer.ExpectResponse(1)).Text);
        await peer.ExpectClosed();
        Assert.DoesNotContain(peer.Received, frame => frame.Stream.Value == 3);
    });

    [Fact]
    public Task Several_GOAWAY_that_lower_the_last_stream_are_one_farewell() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/echo"), GoAway(int.MaxValue), GoAway(0), GoAway(0));
        await peer.ExpectGoAway(1, ErrorCode.NoError);
        await peer.ExpectAlive();
        await peer.Send(Data(1, "abc").EndStream());
        Assert.Equal("abc", (await peer.ExpectResponse(1)).Text);
        await peer.ExpectClosed();
    });

    [Fact]
    public Task A_GOAWAY_that_raises_the_last_stream_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/slow").EndStream(), GoAway(0), GoAway(2));
        await peer.ExpectGoAway(1, ErrorCode.NoError);
        await peer.ExpectConnectionError(1, ErrorCode.ProtocolError);
    });

    [Fact, Trait("RFC 9113", "5.1.1")]
    public Task When_the_last_stream_id_is_used_the_connection_ends_in_order() => WithConnection(async peer =>
    {
        await peer.Send(Headers(int.MaxValue).Get("/hello").EndStream());
        await peer.ExpectGoAway(int.MaxValue, ErrorCode.NoError);
        Assert.Equal("hello", (await peer.ExpectResponse(int.MaxValue)).Text);
        await peer.ExpectClosed();
    });

    [Fact, Trait("RFC 9113", "5.1.1")]
    public Task Before_that_it_goes_on() => WithConnection(async peer =>
    {
        await ExpectServed(peer, int.MaxValue - 2);
        await ExpectServed(peer, int.MaxValue);
    });

    [Theory]
    [MemberData(nameof(Ways))]
    public Task A_response_under_way_comes_whole_after_the_client_says_GOAWAY(string way) => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get($"{way}/big").EndStream());
        await peer.ExpectHeaders(1);
        await peer.Send(GoAway(0));
        var received = 0;
        for (DataFrame? data = null; data is not { EndStream: true };) received += (data = await peer.ExpectData(1)).Data.Length;
        Assert.Equal(1_000_000, received);
    });
}
