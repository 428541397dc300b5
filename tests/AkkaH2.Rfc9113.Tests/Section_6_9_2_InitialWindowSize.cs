namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.9.2")]
public sealed class Section_6_9_2_InitialWindowSize(TestServer server) : SectionTests(server)
{
    [Fact]
    public Task A_change_shifts_the_windows_of_open_streams() => WithServer(async peer =>
    {
        peer.AutoCredit = false;
        await peer.Handshake((SettingId.InitialWindowSize, 0));
        await peer.Send(Headers(1).Get("/hello").EndStream());
        await peer.ExpectHeaders(1);
        await peer.Send(Settings((SettingId.InitialWindowSize, 2)));
        await peer.Expect(Data(1, "he"));
        await peer.Send(Settings((SettingId.InitialWindowSize, 5)));
        await peer.Expect(Data(1, "llo").EndStream());
    });

    [Fact]
    public Task A_window_may_become_negative() => WithServer(async peer =>
    {
        peer.AutoCredit = false;
        await peer.Handshake((SettingId.InitialWindowSize, 3));
        await peer.Send(Headers(1).Get("/hello").EndStream());
        await peer.ExpectHeaders(1);
        await peer.Expect(Data(1, "hel"));
        await peer.Send(Settings((SettingId.InitialWindowSize, 1)));
        await peer.ExpectSettingsAck();
        await peer.Send(WindowUpdate(1, 2));
        await peer.ExpectAlive();
        await peer.Send(WindowUpdate(1, 1));
        await peer.Expect(Data(1, "l"));
    });

    [Fact]
    public Task A_change_that_pushes_a_window_past_its_maximum_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/slow").EndStream(), WindowUpdate(1, 1));
        await peer.Send(Settings((SettingId.InitialWindowSize, int.MaxValue)));
        await peer.ExpectConnectionError(1, ErrorCode.FlowControlError);
    });
}
