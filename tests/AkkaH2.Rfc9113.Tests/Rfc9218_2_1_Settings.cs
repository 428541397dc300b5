namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9218", "2.1")]
public sealed class Rfc9218_2_1_Settings(TestServer server) : SectionTests(server)
{
    [Fact]
    public Task The_server_says_that_the_signals_of_RFC_7540_mean_nothing() => WithConnection(peer =>
    {
        Assert.Equal(1u, peer.PeerSettings[SettingId.NoRfc7540Priorities]);
        return Task.CompletedTask;
    });

    [Fact]
    public Task Another_value_than_0_or_1_is_a_connection_error() => WithServer(async peer =>
    {
        await peer.SendPreface();
        await peer.Send(Settings((SettingId.NoRfc7540Priorities, 2)));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public Task A_value_that_changes_is_a_connection_error(uint first, uint second) => WithServer(async peer =>
    {
        await peer.Handshake((SettingId.NoRfc7540Priorities, first));
        await peer.Send(Settings((SettingId.NoRfc7540Priorities, second)));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task A_value_that_comes_after_the_first_SETTINGS_is_a_change_from_0() => WithConnection(async peer =>
    {
        await peer.Send(Settings((SettingId.NoRfc7540Priorities, 1)));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task The_same_value_again_is_none() => WithServer(async peer =>
    {
        await peer.Handshake((SettingId.NoRfc7540Priorities, 1));
        await peer.Send(Settings((SettingId.NoRfc7540Priorities, 1)));
        await ExpectServed(peer, 1);
    });

    [Fact, Trait("RFC 9218", "2.1.1")]
    public Task A_client_that_says_that_it_does_not_mean_the_signals_of_RFC_7540_cannot_be_wrong_about_them() => WithServer(async peer =>
    {
        await peer.Handshake((SettingId.NoRfc7540Priorities, 1));
        await peer.Send(Headers(1).Get("/hello").Priority(1).EndStream(), Priority(1, 1));
        Assert.Equal("hello", (await peer.ExpectResponse(1)).Text);
    });
}
