namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "5.2")]
public sealed class Section_5_2_FlowControl(TestServer server) : SymmetricSectionTests(server)
{
    [Fact, Trait("RFC 9113", "5.2.1")]
    public Task Only_DATA_takes_from_a_window() => OnEachSide(async (peer, side) =>
    {
        for (var i = 0; i < 10; i++)
        {
            await side.ExpectWorks(peer);
            var window = peer.SendWindow(0);
            await peer.Send(Raw((FrameType)0xfe, FrameFlags.None, 0, new byte[10_000]), Priority(9, 0), Settings());
            await peer.ExpectSettingsAck();
            Assert.Equal(window, peer.SendWindow(0));
        }
    });

    [Fact, Trait("RFC 9113", "5.2.2")]
    public Task While_nobody_reads_DATA_the_frames_that_let_the_connection_go_on_are_taken() => OnEachSide(async (peer, side) =>
    {
        var stuck = await side.Open(peer);
        for (var left = peer.SendWindow(stuck); left > 0; left -= 16_384) await peer.Send(Data(stuck, new byte[Math.Min(left, 16_384)]));

        await peer.ExpectAlive();
        await peer.Send(Settings());
        await peer.ExpectSettingsAck();
        await peer.Send(WindowUpdate(0, 1), WindowUpdate(stuck, 1));
        await side.ExpectWorks(peer);
    });

    [Fact, Trait("RFC 9113", "5.2.1")]
    public Task Content_that_waits_for_its_window_holds_up_no_other() => WithSide(async (peer, side) =>
    {
        await peer.Handshake((SettingId.InitialWindowSize, 5));
        peer.AutoCredit = false;
        await side.OpenToSend(peer, 100_000);
        var other = await side.OpenToSend(peer, 5);
        Assert.Equal(5, (await peer.ExpectRest(other)).Length);
    });

    [Theory, Trait("RFC 9113", "5.2.1")]
    [MemberData(nameof(Ways))]
    public Task A_response_that_waits_for_its_window_holds_up_no_other(string way) => WithServer(async peer =>
    {
        await peer.Handshake((SettingId.InitialWindowSize, 5));
        peer.AutoCredit = false;
        await peer.Send(Headers(1).Get($"{way}/big").EndStream());
        await peer.ExpectHeaders(1);
        await peer.Send(Headers(3).Get(way).EndStream());
        Assert.Equal("hello", (await peer.ExpectResponse(3)).Text);
    });

    [Theory]
    [MemberData(nameof(Ways))]
    public Task Large_responses_side_by_side_all_come_whole(string way) => WithConnection(async peer =>
    {
        for (var stream = 1; stream < 7; stream += 2) await peer.Send(Headers(stream).Get($"{way}/big").EndStream());
        for (var stream = 1; stream < 7; stream += 2) Assert.Equal(1_000_000, (await peer.ExpectResponse(stream)).Body.Length);
    });
}
