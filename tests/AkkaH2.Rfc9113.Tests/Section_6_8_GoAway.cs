namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.8")]
public sealed class Section_6_8_GoAway(TestServer server) : SectionTests(server)
{
    [Fact]
    public Task GOAWAY_on_a_stream_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Raw(FrameType.GoAway, FrameFlags.None, 1, new byte[8]));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact, Trait("RFC 9113", "4.2")]
    public Task GOAWAY_that_is_too_short_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Raw(FrameType.GoAway, FrameFlags.None, 0, new byte[7]));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Fact]
    public Task Streams_that_are_open_go_on_after_the_client_says_GOAWAY() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/echo"), GoAway(0));
        await peer.Send(Data(1, "abc").EndStream());
        Assert.Equal("abc", (await peer.ExpectResponse(1)).Text);
    });
}
