namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.10")]
public sealed class Section_6_10_Continuation(TestServer server) : SymmetricSectionTests(server)
{
    [Fact]
    public Task CONTINUATION_carries_the_rest_of_the_block() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.BeforeHead(peer);
        await peer.Send(side.Head(stream).Cut(0, 1, 1).EndStream());
        await side.ExpectReceived(peer, stream, 0);
    });

    [Fact]
    public Task CONTINUATION_carries_the_rest_of_trailers() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/trailer"), Headers(1).Field("x-trailer", "late").Cut(2, 2).EndStream());
        Assert.Equal("late", (await peer.ExpectResponse(1)).Text);
    });

    [Fact]
    public Task CONTINUATION_on_stream_0_is_a_connection_error() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.BeforeHead(peer);
        await peer.Send(side.Head(stream).EndStream().Unfinished(), Continuation(0).EndHeaders());
        await peer.ExpectGoAwayCode(ErrorCode.ProtocolError);
        await peer.ExpectClosed();
    });

    [Fact]
    public Task CONTINUATION_of_another_stream_is_a_connection_error() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.BeforeHead(peer);
        await peer.Send(side.Head(stream).EndStream().Unfinished(), Continuation(stream + 2).EndHeaders());
        await peer.ExpectGoAwayCode(ErrorCode.ProtocolError);
        await peer.ExpectClosed();
    });

    [Fact]
    public Task CONTINUATION_without_any_block_is_a_connection_error() => OnEachSide(async (peer, _) =>
    {
        await peer.Send(Continuation(1).EndHeaders());
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task CONTINUATION_behind_END_HEADERS_is_a_connection_error() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.OpenToReceive(peer);
        await peer.Send(Continuation(stream).EndHeaders());
        await peer.ExpectConnectionError(side.LastStream(stream), ErrorCode.ProtocolError);
    });

    [Fact]
    public Task CONTINUATION_behind_CONTINUATION_with_END_HEADERS_is_a_connection_error() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.BeforeHead(peer);
        await peer.Send(side.Head(stream).Cut(3), Continuation(stream).EndHeaders());
        await peer.ExpectConnectionError(side.LastStream(stream), ErrorCode.ProtocolError);
    });

    [Fact]
    public Task CONTINUATION_behind_DATA_is_a_connection_error() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.OpenToReceive(peer);
        await peer.Send(Data(stream, "x"), Continuation(stream).EndHeaders());
        await peer.ExpectConnectionError(side.LastStream(stream), ErrorCode.ProtocolError);
    });

    [Fact, Trait("RFC 9113", "10.5")]
    public Task Endless_CONTINUATION_ends_the_connection() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.BeforeHead(peer);
        await peer.Send(side.Head(stream).EndStream().Unfinished());
        await peer.Send([.. Enumerable.Repeat<FrameScript>(Continuation(stream), 1_000)]);
        await peer.ExpectGoAwayCode(ErrorCode.EnhanceYourCalm);
        await peer.ExpectClosed();
    });
}
