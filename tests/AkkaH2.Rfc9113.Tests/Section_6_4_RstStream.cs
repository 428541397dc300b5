namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.4")]
public sealed class Section_6_4_RstStream(TestServer server) : SectionTests(server)
{
    [Fact]
    public Task RST_STREAM_on_stream_0_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(RstStream(0));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task RST_STREAM_on_an_idle_stream_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(RstStream(1));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public Task Another_length_than_4_is_a_connection_error(int length) => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/slow").EndStream(), Raw(FrameType.RstStream, FrameFlags.None, 1, new byte[length]));
        await peer.ExpectConnectionError(1, ErrorCode.FrameSizeError);
    });

    [Fact]
    public Task A_response_stops_when_the_client_resets_its_stream() => WithConnection(async peer =>
    {
        peer.AutoCredit = false;
        await peer.Send(Headers(1).Get("/big").EndStream());
        await peer.ExpectHeaders(1);
        await peer.Send(RstStream(1), WindowUpdate(0, 1 << 20));
        await peer.ExpectAlive();
        await ExpectServed(peer, 3);
    });
}
