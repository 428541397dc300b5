namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.9.1")]
public sealed class Section_6_9_1_FlowControlWindow(TestServer server) : SectionTests(server)
{
    [Fact]
    public Task A_stream_window_pushed_past_its_maximum_resets_only_that_stream() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/slow").EndStream());
        await peer.Send(WindowUpdate(1, int.MaxValue));
        await peer.ExpectStreamError(1, ErrorCode.FlowControlError);
    });

    [Fact]
    public Task The_connection_window_pushed_past_its_maximum_ends_the_connection() => WithConnection(async peer =>
    {
        await peer.Send(WindowUpdate(0, int.MaxValue));
        await peer.ExpectConnectionError(0, ErrorCode.FlowControlError);
    });

    [Fact]
    public Task The_server_sends_no_more_than_the_stream_window() => WithServer(async peer =>
    {
        peer.AutoCredit = false;
        await peer.Handshake((SettingId.InitialWindowSize, 3));
        await peer.Send(Headers(1).Get("/hello").EndStream());
        await peer.ExpectHeaders(1);
        await peer.Expect(Data(1, "hel"));
        await peer.ExpectAlive();
        await peer.Send(WindowUpdate(1, 1));
        await peer.Expect(Data(1, "l"));
        await peer.Send(WindowUpdate(1, 1));
        await peer.Expect(Data(1, "o").EndStream());
    });

    [Fact]
    public Task The_server_sends_no_more_than_the_connection_window() => WithServer(async peer =>
    {
        peer.AutoCredit = false;
        await peer.Handshake((SettingId.InitialWindowSize, 1 << 20));
        await peer.Send(Headers(1).Get("/big").EndStream());
        await peer.ExpectHeaders(1);
        var received = 0;
        while (received < 65_535) received += (await peer.ExpectData(1)).Data.Length;
        Assert.Equal(65_535, received);
        await peer.Send(WindowUpdate(0, 7));
        Assert.Equal(7, (await peer.ExpectData(1)).Data.Length);
        await peer.ExpectAlive();
    });

    [Fact]
    public Task A_window_of_0_stops_DATA_but_not_HEADERS() => WithServer(async peer =>
    {
        await peer.Handshake((SettingId.InitialWindowSize, 0));
        await peer.Send(Headers(1).Get("/hello").EndStream(), Headers(3).Head("/hello").EndStream());
        await peer.ExpectHeaders(1);
        Assert.Empty((await peer.ExpectResponse(3)).Body);
        await peer.Send(WindowUpdate(1, 5));
        await peer.Expect(Data(1, "hello").EndStream());
    });

    [Fact]
    public Task DATA_beyond_the_stream_window_is_FLOW_CONTROL_ERROR() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/slow"));
        await Overspend(peer, 1);
        await peer.ExpectErrorOfEitherKind(1, ErrorCode.FlowControlError);
    });

    [Fact]
    public Task DATA_beyond_the_connection_window_is_a_connection_error() => WithConnection(async peer =>
    {
        var stream = 1;
        for (; peer.SendWindow(0) > 0; stream += 2)
        {
            await peer.Send(Headers(stream).Post("/slow"));
            while (peer.SendWindow(stream) > 0 && peer.SendWindow(0) > 0)
            {
                await SendUpTo(peer, stream, Math.Min(peer.SendWindow(stream), peer.SendWindow(0)));
                if (peer.SendWindow(0) == 0) await peer.ExpectAlive(); // what is credited has come
            }
        }

        await peer.Send(Headers(stream).Post("/slow"), Data(stream, "x"));
        await peer.ExpectGoAwayCode(ErrorCode.FlowControlError);
        await peer.ExpectClosed();
    });

    private static async Task Overspend(TestPeer peer, int stream)
    {
        while (peer.SendWindow(stream) > 0) await SendUpTo(peer, stream, peer.SendWindow(stream));
        await peer.Send(Data(stream, "x"));
    }

    private static Task SendUpTo(TestPeer peer, int stream, long octets) => peer.Send(Data(stream, new byte[Math.Min(octets, 16_384)]));
}
