namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.7")]
public sealed class Section_6_7_Ping(TestServer server) : SymmetricSectionTests(server)
{
    [Fact]
    public Task PING_is_answered_with_the_same_payload() => OnEachSide(async (peer, _) =>
    {
        await peer.Send(Ping(0x0123456789abcdef), Ping(ulong.MaxValue));
        await peer.Expect(PingAck(0x0123456789abcdef));
        await peer.Expect(PingAck(ulong.MaxValue));
    });

    [Fact]
    public Task An_answer_is_not_answered() => OnEachSide(async (peer, _) =>
    {
        await peer.Send(PingAck(1), Ping(2));
        await peer.Expect(PingAck(2)); // the next PING that comes: none was sent for the first
        Assert.Single(peer.Received.OfType<PingFrame>());
    });

    [Theory]
    [InlineData(FrameFlags.None)]
    [InlineData(FrameFlags.Ack)]
    internal Task PING_on_a_stream_is_a_connection_error(FrameFlags flags) => OnEachSide(async (peer, side) =>
    {
        var stream = await side.Open(peer);
        await peer.Send(Raw(FrameType.Ping, flags, stream, new byte[8]));
        await peer.ExpectConnectionError(side.LastStream(stream), ErrorCode.ProtocolError);
    });

    [Theory]
    [InlineData(FrameFlags.None, 0)]
    [InlineData(FrameFlags.None, 7)]
    [InlineData(FrameFlags.None, 9)]
    [InlineData(FrameFlags.Ack, 7)]
    internal Task Another_length_than_8_is_a_connection_error(FrameFlags flags, int length) => OnEachSide(async (peer, _) =>
    {
        await peer.Send(Raw(FrameType.Ping, flags, 0, new byte[length]));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Fact]
    public Task PING_is_answered_before_content_that_waits() => OnEachSide(async (peer, side) =>
    {
        // Content waits for the window; what the credit lets go and the answer are due at the same time.
        peer.AutoCredit = false;
        var stream = await side.OpenToSend(peer, 65_536);
        for (var left = 65_535; left > 0;) left -= (await peer.ExpectData(stream)).Data.Length;
        await peer.Send(WindowUpdate(0, 1), WindowUpdate(stream, 1), Ping(7));
        await peer.Expect(PingAck(7));
        await peer.ExpectData(stream);
        Assert.IsType<DataFrame>(peer.Received.Last(frame => frame is PingFrame or DataFrame));
    });
}
