namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.4")]
public sealed class Section_6_4_RstStream(TestServer server) : SymmetricSectionTests(server)
{
    [Fact]
    public Task RST_STREAM_on_stream_0_is_a_connection_error() => OnEachSide(async (peer, _) =>
    {
        await peer.Send(RstStream(0));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Theory]
    [InlineData(101)]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    public Task RST_STREAM_on_an_idle_stream_is_a_connection_error(int stream) => OnEachSide(async (peer, _) =>
    {
        await peer.Send(RstStream(stream));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public Task Another_length_than_4_is_a_connection_error(int length) => OnEachSide(async (peer, side) =>
    {
        var stream = await side.Open(peer);
        await peer.Send(Raw(FrameType.RstStream, FrameFlags.None, stream, new byte[length]));
        await peer.ExpectConnectionError(side.LastStream(stream), ErrorCode.FrameSizeError);
    });

    [Theory]
    [MemberData(nameof(Ways))]
    public Task A_response_stops_when_the_client_resets_its_stream(string way) => WithConnection(async peer =>
    {
        peer.AutoCredit = false;
        await peer.Send(Headers(1).Get($"{way}/big").EndStream());
        await peer.ExpectHeaders(1);
        await peer.Send(RstStream(1));
        await peer.ExpectAlive();
        var received = DataReceived(peer);
        await peer.Send(WindowUpdate(0, 1 << 20));
        await ExpectServed(peer, 3);
        Assert.Equal(received + 1, DataReceived(peer));
    });

    private static int DataReceived(TestPeer peer) => peer.Received.OfType<DataFrame>().Count();
}
