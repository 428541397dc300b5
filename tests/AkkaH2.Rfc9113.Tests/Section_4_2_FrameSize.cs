namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "4.2")]
public sealed class Section_4_2_FrameSize(TestServer server) : SectionTests(server)
{
    private const int MaxFrameSize = 16_384;

    [Fact]
    public Task DATA_of_the_maximum_size_is_accepted() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/count"), Data(1, new byte[MaxFrameSize]).EndStream());
        Assert.Equal("16384", (await peer.ExpectResponse(1)).Text);
    });

    [Fact]
    public Task DATA_above_the_maximum_size_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/count"), Data(1, new byte[MaxFrameSize + 1]).EndStream());
        await peer.ExpectConnectionError(1, ErrorCode.FrameSizeError);
    });

    [Fact]
    public Task HEADERS_above_the_maximum_size_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Raw(FrameType.Headers, FrameFlags.EndStream | FrameFlags.EndHeaders, 1, new byte[MaxFrameSize + 1]));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Fact]
    public Task It_is_known_from_the_header_alone() => WithConnection(async peer =>
    {
        await peer.SendRaw(new byte[] { 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1 });
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Theory]
    [InlineData(FrameType.Settings, 0)]
    [InlineData(FrameType.Ping, 0)]
    [InlineData(FrameType.GoAway, 0)]
    [InlineData(FrameType.WindowUpdate, 0)]
    [InlineData((FrameType)0xfe, 0)]
    public Task Any_frame_of_the_connection_above_the_maximum_size_is_a_connection_error(FrameType type, int stream) => WithConnection(async peer =>
    {
        await peer.Send(Raw(type, FrameFlags.None, stream, new byte[MaxFrameSize + 6]));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Fact, Trait("RFC 9113", "6.5.2")]
    public Task The_server_keeps_to_the_maximum_size_of_the_client() => WithServer(async peer =>
    {
        await peer.Handshake((SettingId.InitialWindowSize, 1 << 20), (SettingId.MaxFrameSize, 20_000));
        await peer.Send(WindowUpdate(0, 1 << 20), Headers(1).Get("/big").EndStream());
        Assert.Equal(1_000_000, (await peer.ExpectResponse(1)).Body.Length); // the peer fails on a longer frame
    });
}
