namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "5.1.1")]
public sealed class Section_5_1_1_StreamIdentifiers(TestServer server) : SectionTests(server)
{
    [Fact]
    public Task A_client_may_not_open_an_even_stream() => WithConnection(async peer =>
    {
        await peer.Send(Headers(2).Get("/hello").EndStream());
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task A_stream_below_one_that_was_opened_is_closed() => WithConnection(async peer =>
    {
        await peer.Send(Headers(5).Get("/slow").EndStream());
        await peer.Send(Headers(3).Get("/hello").EndStream());
        var goAway = await peer.Expect<GoAwayFrame>();
        Assert.Contains(goAway.Code, new[] { ErrorCode.ProtocolError, ErrorCode.StreamClosed });
        Assert.Equal(5, goAway.LastStream.Value);
        await peer.ExpectClosed();
    });

    [Fact]
    public Task Streams_may_be_left_out() => WithConnection(async peer =>
    {
        await ExpectServed(peer, 7);
        await ExpectServed(peer, int.MaxValue);
    });

    [Theory]
    [InlineData(FrameType.Data)]
    [InlineData(FrameType.Headers)]
    internal Task A_stream_that_was_passed_over_cannot_be_used(FrameType type) => WithConnection(async peer =>
    {
        await ExpectServed(peer, 5);
        await peer.Send(Some.Frame(type, 3));
        await peer.ExpectConnectionError(5, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task Streams_may_begin_in_order_and_end_in_any() => WithServer(async peer =>
    {
        await peer.Handshake((SettingId.InitialWindowSize, 0));
        foreach (var stream in new[] { 1, 3, 5 })
        {
            await peer.Send(Headers(stream).Get("/hello").EndStream());
            await peer.ExpectHeaders(stream);
        }

        foreach (var stream in new[] { 5, 1, 3 })
        {
            await peer.Send(WindowUpdate(stream, 5));
            await ExpectContent(peer, stream, "hello");
        }
    });
}
