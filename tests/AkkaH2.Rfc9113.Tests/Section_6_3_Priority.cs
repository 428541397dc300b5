namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.3")]
public sealed class Section_6_3_Priority(TestServer server) : SymmetricSectionTests(server)
{
    [Fact]
    public Task PRIORITY_on_stream_0_is_a_connection_error() => OnEachSide(async (peer, _) =>
    {
        await peer.Send(Priority(0, 1));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(16_385)]
    public Task Another_length_than_5_is_a_stream_error(int length) => OnEachSide(async (peer, side) =>
    {
        var stream = await side.Open(peer);
        await peer.Send(Raw(FrameType.Priority, FrameFlags.None, stream, new byte[length]));
        await peer.ExpectStreamError(stream, ErrorCode.FrameSizeError);
    });

    [Fact, Trait("RFC 9113", "6.4")]
    public Task Another_length_than_5_on_an_idle_stream_ends_the_connection_since_an_idle_stream_cannot_be_reset() => OnEachSide(async (peer, _) =>
    {
        await peer.Send(Raw(FrameType.Priority, FrameFlags.None, 3, 1));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Theory, Trait("RFC 9113", "5.3.2")]
    [MemberData(nameof(Ways))]
    public Task PRIORITY_in_any_state_changes_no_response(string way) => WithConnection(async peer =>
    {
        await peer.Send(Priority(1, 0), Priority(1, 7, 1), Headers(1).Get(way).Priority(0, 256).EndStream(), Priority(1, 3, 256, exclusive: true));
        Assert.Equal("hello", (await peer.ExpectResponse(1)).Text);
        await peer.Send(Priority(1, 3), Headers(3).Get(way).Priority(1, 1, exclusive: true).EndStream());
        Assert.Equal("hello", (await peer.ExpectResponse(3)).Text);
    });
}
