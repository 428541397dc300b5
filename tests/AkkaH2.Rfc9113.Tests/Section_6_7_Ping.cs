namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.7")]
public sealed class Section_6_7_Ping(TestServer server) : SectionTests(server)
{
    [Fact]
    public Task PING_is_answered_with_the_same_payload() => WithConnection(async peer =>
    {
        await peer.Send(Ping(0x0123456789abcdef), Ping(ulong.MaxValue));
        await peer.Expect(PingAck(0x0123456789abcdef));
        await peer.Expect(PingAck(ulong.MaxValue));
    });

    [Fact]
    public Task An_answer_is_not_answered() => WithConnection(async peer =>
    {
        await peer.Send(PingAck(1), Ping(2));
        await peer.Expect(PingAck(2));
        await peer.ExpectAlive();
        Assert.DoesNotContain("0x0000000000000001", peer.Log.ToString().Split("<-", 2)[1].Split("<-").Where(x => x.Contains("PING")));
    });

    [Fact]
    public Task PING_on_a_stream_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Raw(FrameType.Ping, FrameFlags.None, 1, new byte[8]));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(9)]
    public Task Another_length_than_8_is_a_connection_error(int length) => WithConnection(async peer =>
    {
        await peer.Send(Raw(FrameType.Ping, FrameFlags.None, 0, new byte[length]));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });
}
