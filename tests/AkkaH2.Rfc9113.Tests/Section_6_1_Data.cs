namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.1")]
public sealed class Section_6_1_Data(TestServer server) : SectionTests(server)
{
    [Fact]
    public Task DATA_on_stream_0_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Data(0, "x"));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task Padding_as_long_as_the_payload_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/count"), Raw(FrameType.Data, FrameFlags.Padded | FrameFlags.EndStream, 1, 6, 1, 2, 3, 4, 5));
        await peer.ExpectConnectionError(1, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task Padding_is_no_content() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/echo"), Data(1, "ab").Padded(0), Data(1).Padded(255), Data(1, "c").Padded(10).EndStream());
        Assert.Equal("abc", (await peer.ExpectResponse(1)).Text);
    });

    [Fact]
    public Task Padding_counts_for_flow_control_and_is_given_back() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/count"));
        for (var i = 0; i < 20_000; i += 100)
        {
            // 20,000 frames of 256 octets each are more than any window that is not given back.
            var batch = Enumerable.Range(0, 100).Select(_ => (FrameScript)Data(1, "x").Padded(254)).ToArray();
            await peer.Send(batch);
            await peer.ExpectAlive();
        }

        await peer.Send(Data(1).EndStream());
        Assert.Equal("20000", (await peer.ExpectResponse(1)).Text);
    });

    [Fact]
    public Task Empty_DATA_may_end_the_stream() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/echo"), Data(1, "abc"), Data(1).EndStream());
        Assert.Equal("abc", (await peer.ExpectResponse(1)).Text);
    });
}
