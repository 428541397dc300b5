namespace AkkaH2.Rfc9113.Tests.Clients;

[Trait("RFC 9113", "6.5.2")]
public sealed class Section_6_5_2_SettingsOfAServer(TestServer server) : ClientSectionTests(server)
{
    [Fact]
    public Task A_server_may_not_enable_pushes() => OnRequest(async (peer, response) =>
    {
        await peer.Send(Settings((SettingId.EnablePush, 1)));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
        Assert.Equal(ErrorCode.ProtocolError, (await Fails(response)).Code);
    });

    [Fact]
    public Task It_may_say_that_they_are_off() => OnRequest(async (peer, response) =>
    {
        await peer.Send(Settings((SettingId.EnablePush, 0)));
        await peer.ExpectSettingsAck();
        await ExpectAnswered(peer, 1, response);
    });

    [Fact, Trait("RFC 9113", "8.4")]
    public Task A_client_without_a_use_for_pushes_switches_them_off() => OnRequest((peer, _) =>
    {
        Assert.Equal(0u, peer.PeerSettings[SettingId.EnablePush]);
        return Task.CompletedTask;
    });
}
