namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.10")]
public sealed class Section_6_10_Continuation(TestServer server) : SectionTests(server)
{
    [Fact]
    public Task CONTINUATION_carries_the_rest_of_the_block() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/hello").Cut(0, 1, 1).EndStream());
        Assert.Equal("hello", (await peer.ExpectResponse(1)).Text);
    });

    [Fact]
    public Task CONTINUATION_on_stream_0_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/hello").EndStream().Unfinished(), Continuation(0).EndHeaders());
        await peer.ExpectGoAwayCode(ErrorCode.ProtocolError);
        await peer.ExpectClosed();
    });

    [Fact]
    public Task CONTINUATION_of_another_stream_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/hello").EndStream().Unfinished(), Continuation(3).EndHeaders());
        await peer.ExpectGoAwayCode(ErrorCode.ProtocolError);
        await peer.ExpectClosed();
    });

    [Fact]
    public Task CONTINUATION_behind_END_HEADERS_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/slow"), Continuation(1).EndHeaders());
        await peer.ExpectConnectionError(1, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task CONTINUATION_behind_CONTINUATION_with_END_HEADERS_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/slow").Cut(3), Continuation(1).EndHeaders());
        await peer.ExpectConnectionError(1, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task CONTINUATION_behind_DATA_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/slow"), Data(1, "x"), Continuation(1).EndHeaders());
        await peer.ExpectConnectionError(1, ErrorCode.ProtocolError);
    });

    [Fact, Trait("RFC 9113", "10.5")]
    public Task Endless_CONTINUATION_ends_the_connection() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/hello").EndStream().Unfinished());
        await peer.Send([.. Enumerable.Repeat<FrameScript>(Continuation(1), 1_000)]);
        await peer.ExpectGoAwayCode(ErrorCode.EnhanceYourCalm);
        await peer.ExpectClosed();
    });
}
