namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.3")]
public sealed class Section_6_3_Priority(TestServer server) : SectionTests(server)
{
    [Fact]
    public Task PRIORITY_on_stream_0_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Priority(0, 1));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public Task Another_length_than_5_is_a_stream_error(int length) => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/slow").EndStream(), Raw(FrameType.Priority, FrameFlags.None, 1, new byte[length]));
        await peer.ExpectStreamError(1, ErrorCode.FrameSizeError);
    });

    [Fact, Trait("RFC 9113", "6.4")]
    public Task Another_length_than_5_on_an_idle_stream_ends_the_connection_since_an_idle_stream_cannot_be_reset() => WithConnection(async peer =>
    {
        await peer.Send(Raw(FrameType.Priority, FrameFlags.None, 3, 1));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Fact]
    public Task PRIORITY_has_no_effect() => WithConnection(async peer =>
    {
        await peer.Send(Priority(1, 1), Headers(1).Get("/hello").EndStream(), Priority(1, 3, 256, exclusive: true));
        Assert.Equal("hello", (await peer.ExpectResponse(1)).Text);
    });
}
