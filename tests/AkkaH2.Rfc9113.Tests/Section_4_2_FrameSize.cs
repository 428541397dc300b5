namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "4.2")]
public sealed class Section_4_2_FrameSize(TestServer server) : SymmetricSectionTests(server)
{
    private const int MaxFrameSize = 16_384;

    [Fact]
    public Task DATA_of_the_maximum_size_is_accepted() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.OpenToReceive(peer);
        await peer.Send(Data(stream, new byte[MaxFrameSize]).EndStream());
        await side.ExpectReceived(peer, stream, MaxFrameSize);
    });

    [Fact]
    public Task DATA_above_the_maximum_size_is_a_connection_error() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.OpenToReceive(peer);
        await peer.Send(Data(stream, new byte[MaxFrameSize + 1]).EndStream());
        await peer.ExpectConnectionError(side.LastStream(stream), ErrorCode.FrameSizeError);
    });

    [Theory]
    [InlineData(FrameType.Headers)]
    [InlineData(FrameType.PushPromise)]
    [InlineData(FrameType.Continuation)]
    internal Task A_frame_with_a_field_block_above_the_maximum_size_is_a_connection_error(FrameType type) => OnEachSide(async (peer, side) =>
    {
        var stream = await side.BeforeHead(peer);
        await peer.Send(Raw(type, FrameFlags.EndHeaders, stream, new byte[MaxFrameSize + 1]));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Fact]
    public Task It_is_known_from_the_header_alone() => OnEachSide(async (peer, _) =>
    {
        await peer.SendRaw(new byte[] { 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1 });
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Theory]
    [InlineData(FrameType.Settings)]
    [InlineData(FrameType.Ping)]
    [InlineData(FrameType.GoAway)]
    [InlineData(FrameType.WindowUpdate)]
    [InlineData((FrameType)0xfe)]
    internal Task Any_frame_of_the_connection_above_the_maximum_size_is_a_connection_error(FrameType type) => OnEachSide(async (peer, _) =>
    {
        await peer.Send(Raw(type, FrameFlags.None, 0, new byte[MaxFrameSize + 6]));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Theory, Trait("RFC 9113", "6.2")]
    [InlineData(FrameFlags.Padded, 0)]
    [InlineData(FrameFlags.Priority, 4)]
    [InlineData(FrameFlags.Padded | FrameFlags.Priority, 5)]
    internal Task HEADERS_too_small_for_what_its_flags_announce_is_a_connection_error(FrameFlags flags, int length) => OnEachSide(async (peer, side) =>
    {
        var stream = await side.BeforeHead(peer);
        await peer.Send(Raw(FrameType.Headers, flags | FrameFlags.EndHeaders, stream, new byte[length]));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Fact, Trait("RFC 9113", "6.1")]
    public Task DATA_too_small_for_its_Pad_Length_is_a_connection_error() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.OpenToReceive(peer);
        await peer.Send(Raw(FrameType.Data, FrameFlags.Padded, stream));
        await peer.ExpectConnectionError(side.LastStream(stream), ErrorCode.FrameSizeError);
    });

    [Fact, Trait("RFC 9113", "6.5.2")]
    public Task The_initial_maximum_holds_for_what_is_sent() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.OpenToSend(peer, 60_000);
        for (var left = 60_000; left > 0;) left -= (await peer.ExpectData(stream)).Data.Length; // the peer fails on a longer frame
    });

    [Fact, Trait("RFC 9113", "6.5.2")]
    public Task A_larger_maximum_may_be_used_and_no_more() => WithSide(async (peer, side) =>
    {
        await peer.Handshake((SettingId.MaxFrameSize, 20_000));
        var stream = await side.OpenToSend(peer, 60_000);
        Assert.Equal(60_000, (await peer.ExpectRest(stream)).Length); // the peer fails on a longer frame
        Assert.Contains(peer.Received.OfType<DataFrame>(), frame => frame.Data.Length > MaxFrameSize);
    });

    [Theory, Trait("RFC 9113", "6.5.2")]
    [MemberData(nameof(Ways))]
    public Task The_server_keeps_to_the_maximum_size_of_the_client(string way) => WithServer(async peer =>
    {
        await peer.Handshake((SettingId.InitialWindowSize, 1 << 20), (SettingId.MaxFrameSize, 20_000));
        await peer.Send(WindowUpdate(0, 1 << 20), Headers(1).Get($"{way}/big").EndStream());
        Assert.Equal(1_000_000, (await peer.ExpectResponse(1)).Body.Length); // the peer fails on a longer frame
    });

    [Fact, Trait("RFC 9113", "4.3")]
    public Task A_field_block_above_the_maximum_size_goes_on_in_CONTINUATION() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/fields/30").EndStream());
        Assert.Equal(30, (await peer.ExpectResponse(1)).Fields.Count(field => field.Name.StartsWith("x-field-", StringComparison.Ordinal)));
    });
}
