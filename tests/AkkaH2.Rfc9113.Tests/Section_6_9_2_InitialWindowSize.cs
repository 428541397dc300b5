namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.9.2")]
public sealed class Section_6_9_2_InitialWindowSize(TestServer server) : SymmetricSectionTests(server)
{
    [Fact]
    public Task A_change_shifts_the_window_of_an_open_stream() => WithSide(async (peer, side) =>
    {
        peer.AutoCredit = false;
        await peer.Handshake((SettingId.InitialWindowSize, 0));
        var stream = await side.OpenToSend(peer, 5);
        await peer.Send(Settings((SettingId.InitialWindowSize, 2)));
        Assert.Equal(2, (await peer.ExpectData(stream)).Data.Length);
        await peer.Send(Settings((SettingId.InitialWindowSize, 5)));
        Assert.Equal(3, (await peer.ExpectRest(stream)).Length);
    });

    [Theory]
    [MemberData(nameof(Ways))]
    public Task A_change_shifts_the_windows_of_open_streams(string way) => WithServer(async peer =>
    {
        peer.AutoCredit = false;
        await peer.Handshake((SettingId.InitialWindowSize, 0));
        await peer.Send(Headers(1).Get(way).EndStream());
        await peer.ExpectHeaders(1);
        await peer.Send(Settings((SettingId.InitialWindowSize, 2)));
        await ExpectContent(peer, 1, "he");
        await peer.Send(Settings((SettingId.InitialWindowSize, 5)));
        await ExpectContent(peer, 1, "llo");
    });

    [Fact]
    public Task A_window_may_become_negative() => WithSide(async (peer, side) =>
    {
        peer.AutoCredit = false;
        await peer.Handshake((SettingId.InitialWindowSize, 3));
        var stream = await side.OpenToSend(peer, 5);
        Assert.Equal(3, (await peer.ExpectData(stream)).Data.Length);
        await peer.Send(Settings((SettingId.InitialWindowSize, 1)));
        await peer.ExpectSettingsAck();
        await peer.Send(WindowUpdate(stream, 2));
        await peer.ExpectAlive();
        await peer.Send(WindowUpdate(stream, 1));
        Assert.Equal(1, (await peer.ExpectData(stream)).Data.Length);
    });

    [Fact]
    public Task A_change_leaves_the_window_of_the_connection_alone() => WithSide(async (peer, side) =>
    {
        peer.AutoCredit = false;
        await peer.Handshake((SettingId.InitialWindowSize, 1 << 20));
        var stream = await side.OpenToSend(peer, 100_000);
        var received = 0;
        while (received < 65_535) received += (await peer.ExpectData(stream)).Data.Length;
        await peer.Send(Settings((SettingId.InitialWindowSize, 2 << 20)));
        await peer.ExpectSettingsAck();
        await peer.ExpectAlive();
        Assert.Equal(65_535, received); // the peer fails when one more comes
    });

    [Fact]
    public Task A_change_holds_for_later_streams() => OnEachSide(async (peer, side) =>
    {
        peer.AutoCredit = false;
        await peer.Send(Settings((SettingId.InitialWindowSize, 2)));
        await peer.ExpectSettingsAck();
        var stream = await side.OpenToSend(peer, 5);
        Assert.Equal(2, (await peer.ExpectData(stream)).Data.Length);
    });

    [Fact]
    public Task A_change_that_pushes_a_window_past_its_maximum_is_a_connection_error() => OnEachSide(async (peer, side) =>
    {
        var stream = await side.Open(peer);
        await peer.Send(WindowUpdate(stream, 1), Settings((SettingId.InitialWindowSize, int.MaxValue)));
        await peer.ExpectConnectionError(side.LastStream(stream), ErrorCode.FlowControlError);
    });
}
