namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.1")]
public sealed class Section_6_1_Data(TestServer server) : SymmetricSectionTests(server)
{
    [Fact]
    public Task DATA_on_stream_0_is_a_connection_error() => OnEachSide(async (peer, _) =>
    {
        await peer.Send(Data(0, "x"));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Theory]
    [InlineData(6, 5)] // the Pad Length, then so many octets
    [InlineData(1, 0)]
    [InlineData(255, 254)]
    public Task Padding_as_long_as_the_payload_is_a_connection_error(byte padLength, int octets) => OnEachSide(async (peer, side) =>
    {
        var stream = await side.OpenToReceive(peer);
        await peer.Send(Raw(FrameType.Data, FrameFlags.Padded | FrameFlags.EndStream, stream, [padLength, .. new byte[octets]]));
        await peer.ExpectConnectionError(side.LastStream(stream), ErrorCode.ProtocolError);
    });

    [Fact]
    public Task Padding_is_no_content() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.OpenToReceive(peer);
        await peer.Send(Data(stream, "ab").Padded(0), Data(stream).Padded(255), Data(stream, "c").Padded(10).EndStream());
        await side.ExpectReceived(peer, stream, 3);
    });

    [Fact]
    public Task Content_arrives_as_it_was_sent_whatever_is_around_it() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/echo"), Data(1, "ab").Padded(0), Data(1).Padded(255), Data(1, "c").Padded(10).EndStream());
        Assert.Equal("abc", (await peer.ExpectResponse(1)).Text);
    });

    [Fact]
    public Task Padding_counts_for_flow_control_and_is_given_back() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.OpenToReceive(peer);
        for (var i = 0; i < 20_000; i += 100)
        {
            // 20,000 frames of 256 octets each are more than any window that is not given back.
            var batch = Enumerable.Range(0, 100).Select(_ => (FrameScript)Data(stream, "x").Padded(254)).ToArray();
            await peer.Send(batch);
            await peer.ExpectAlive();
        }

        await peer.Send(Data(stream).EndStream());
        await side.ExpectReceived(peer, stream, 20_000);
    });

    [Fact]
    public Task Empty_DATA_may_end_the_stream() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.OpenToReceive(peer);
        await peer.Send(Data(stream, "abc"), Data(stream).EndStream());
        await side.ExpectReceived(peer, stream, 3);
    });

    [Fact]
    public Task Content_may_come_in_many_frames() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.OpenToReceive(peer);
        for (var i = 0; i < 100; i++) await peer.Send(Data(stream, new byte[i]));
        await peer.Send(Data(stream, "x").EndStream());
        await side.ExpectReceived(peer, stream, 4_951);
    });
}
