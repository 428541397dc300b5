namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.9")]
public sealed class Section_6_9_WindowUpdate(TestServer server) : SectionTests(server)
{
    [Fact]
    public Task An_increment_of_0_on_a_stream_is_a_stream_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/slow").EndStream(), Raw(FrameType.WindowUpdate, FrameFlags.None, 1, 0, 0, 0, 0));
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task An_increment_of_0_on_the_connection_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Raw(FrameType.WindowUpdate, FrameFlags.None, 0, 0x80, 0, 0, 0));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public Task Another_length_than_4_is_a_connection_error(int length) => WithConnection(async peer =>
    {
        await peer.Send(Raw(FrameType.WindowUpdate, FrameFlags.None, 0, new byte[length]));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });
}
