namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.9.1")]
public sealed class Section_6_9_1_FlowControlWindow(TestServer server) : SymmetricSectionTests(server)
{
    private const int Initial = 65_535;

    [Fact]
    public Task A_stream_window_pushed_past_its_maximum_resets_only_that_stream() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.Open(peer);
        await peer.Send(WindowUpdate(stream, int.MaxValue - Initial), WindowUpdate(stream, 1));
        await peer.ExpectStreamError(stream, ErrorCode.FlowControlError);
    });

    [Fact]
    public Task The_connection_window_pushed_past_its_maximum_ends_the_connection() => OnEachSide(async (peer, _) =>
    {
        await peer.Send(WindowUpdate(0, int.MaxValue - Initial), WindowUpdate(0, 1));
        await peer.ExpectConnectionError(0, ErrorCode.FlowControlError);
    });

    [Fact]
    public Task Windows_may_be_as_large_as_their_maximum() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.Open(peer);
        await peer.Send(WindowUpdate(0, int.MaxValue - Initial), WindowUpdate(stream, int.MaxValue - Initial));
        await side.ExpectWorks(peer);
        Assert.Empty(peer.Received.OfType<RstStreamFrame>());
    });

    [Fact]
    public Task No_more_is_sent_than_the_stream_window() => WithSide(async (peer, side) =>
    {
        peer.AutoCredit = false;
        await peer.Handshake((SettingId.InitialWindowSize, 3));
        var stream = await side.OpenToSend(peer, 5);
        Assert.Equal(3, (await peer.ExpectData(stream)).Data.Length);
        await peer.ExpectAlive();
        await peer.Send(WindowUpdate(stream, 1));
        Assert.Equal(1, (await peer.ExpectData(stream)).Data.Length);
        await peer.Send(WindowUpdate(stream, 1));
        Assert.Single(await peer.ExpectRest(stream));
    });

    [Fact]
    public Task No_more_is_sent_than_the_connection_window() => WithSide(async (peer, side) =>
    {
        peer.AutoCredit = false;
        await peer.Handshake((SettingId.InitialWindowSize, 1 << 20));
        var stream = await side.OpenToSend(peer, 100_000);
        for (var left = Initial; left > 0;) left -= (await peer.ExpectData(stream)).Data.Length;
        await peer.Send(WindowUpdate(0, 7));
        Assert.Equal(7, (await peer.ExpectData(stream)).Data.Length);
        await peer.ExpectAlive(); // the peer fails when one more comes
    });

    [Fact]
    public Task Credit_for_one_stream_is_none_for_another_of_the_same_side() => WithSide(async (peer, side) =>
    {
        peer.AutoCredit = false;
        await peer.Handshake((SettingId.InitialWindowSize, 0));
        var (one, other) = (await side.OpenToSend(peer, 5), await side.OpenToSend(peer, 5));
        await peer.Send(WindowUpdate(other, 2));
        Assert.Equal(2, (await peer.ExpectData(other)).Data.Length);
        await peer.ExpectAlive();
        Assert.DoesNotContain(peer.Received, frame => frame is DataFrame && frame.Stream.Value == one);
    });

    [Theory]
    [MemberData(nameof(Ways))]
    public Task The_server_sends_no_more_than_the_stream_window(string way) => WithServer(async peer =>
    {
        peer.AutoCredit = false;
        await peer.Handshake((SettingId.InitialWindowSize, 3));
        await peer.Send(Headers(1).Get(way).EndStream());
        await peer.ExpectHeaders(1);
        await ExpectContent(peer, 1, "hel");
        await peer.ExpectAlive();
        await peer.Send(WindowUpdate(1, 1));
        await ExpectContent(peer, 1, "l");
        await peer.Send(WindowUpdate(1, 1));
        await ExpectContent(peer, 1, "o");
    });

    [Theory]
    [MemberData(nameof(Ways))]
    public Task The_server_sends_no_more_than_the_connection_window(string way) => WithServer(async peer =>
    {
        peer.AutoCredit = false;
        await peer.Handshake((SettingId.InitialWindowSize, 1 << 20));
        await peer.Send(Headers(1).Get($"{way}/big").EndStream());
        await peer.ExpectHeaders(1);
        var received = 0;
        while (received < Initial) received += (await peer.ExpectData(1)).Data.Length;
        Assert.Equal(Initial, received);
        await peer.Send(WindowUpdate(0, 7));
        Assert.Equal(7, (await peer.ExpectData(1)).Data.Length);
        await peer.ExpectAlive();
    });

    [Fact]
    public Task Credit_for_one_stream_is_none_for_another() => WithServer(async peer =>
    {
        peer.AutoCredit = false;
        await peer.Handshake((SettingId.InitialWindowSize, 0));
        await peer.Send(Headers(1).Get("/hello").EndStream(), Headers(3).Get("/hello").EndStream());
        foreach (var stream in new[] { 1, 3 }) await peer.ExpectHeaders(stream);
        await peer.Send(WindowUpdate(3, 2));
        await ExpectContent(peer, 3, "he");
        await peer.ExpectAlive();
        Assert.DoesNotContain(peer.Received, frame => frame is DataFrame && frame.Stream.Value == 1);
    });

    [Theory, Trait("RFC 9113", "5.2")]
    [MemberData(nameof(Ways))]
    public Task A_window_of_0_stops_DATA_but_not_HEADERS(string way) => WithServer(async peer =>
    {
        await peer.Handshake((SettingId.InitialWindowSize, 0));
        await peer.Send(Headers(1).Get(way).EndStream(), Headers(3).Head("/hello").EndStream());
        await peer.ExpectHeaders(1);
        Assert.Empty((await peer.ExpectResponse(3)).Body);
        await peer.Send(WindowUpdate(1, 5));
        await ExpectContent(peer, 1, "hello");
    });

    [Fact]
    public Task Empty_DATA_with_END_STREAM_needs_no_window() => WithServer(async peer =>
    {
        await peer.Handshake((SettingId.InitialWindowSize, 0));
        await peer.Send(Headers(1).Post("/echo").EndStream());
        Assert.Empty((await peer.ExpectResponse(1)).Body);
    });

    [Fact]
    public Task DATA_beyond_the_stream_window_is_FLOW_CONTROL_ERROR() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.Open(peer);
        await Fill(peer, stream, peer.SendWindow(stream));
        await peer.Send(Data(stream, "x"));
        await peer.ExpectErrorOfEitherKind(stream, ErrorCode.FlowControlError);
    });

    [Fact]
    public Task Padding_beyond_the_stream_window_is_FLOW_CONTROL_ERROR_too() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.Open(peer);
        await Fill(peer, stream, peer.SendWindow(stream) - 2);
        await peer.Send(Data(stream, "x").Padded(1)); // the Pad Length itself counts: 3 octets
        await peer.ExpectErrorOfEitherKind(stream, ErrorCode.FlowControlError);
    });

    [Fact]
    public Task The_whole_window_may_be_used() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.Open(peer);
        await Fill(peer, stream, peer.SendWindow(stream));
        await peer.Send(Data(stream)); // of no length
        await peer.ExpectAlive();
        Assert.Empty(peer.Received.OfType<RstStreamFrame>());
    });

    [Fact]
    public Task DATA_beyond_the_connection_window_is_a_connection_error() => OnEachSide(async (peer, side) =>
    {
        while (peer.SendWindow(0) > 0)
        {
            var stream = await side.Open(peer);
            while (Math.Min(peer.SendWindow(stream), peer.SendWindow(0)) is > 0 and var room)
            {
                await Fill(peer, stream, room);
                await peer.ExpectAlive(); // what is credited has come
            }
        }

        await peer.Send(Data(await side.Open(peer), "x"));
        await peer.ExpectGoAwayCode(ErrorCode.FlowControlError);
        await peer.ExpectClosed();
    });

    private static async Task Fill(TestPeer peer, int stream, long octets)
    {
        for (; octets > 0; octets -= 16_384) await peer.Send(Data(stream, new byte[Math.Min(octets, 16_384)]));
    }
}
