namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.5")]
public sealed class Section_6_5_Settings(TestServer server) : SymmetricSectionTests(server)
{
    [Fact]
    public Task SETTINGS_on_a_stream_is_a_connection_error() => OnEachSide(async (peer, _) =>
    {
        await peer.Send(Raw(FrameType.Settings, FrameFlags.None, 1));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public Task An_acknowledgement_with_a_payload_is_a_connection_error(int length) => OnEachSide(async (peer, _) =>
    {
        await peer.Send(Raw(FrameType.Settings, FrameFlags.Ack, 0, new byte[length]));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Theory, Trait("RFC 9113", "6.5.1")]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(7)]
    public Task A_length_that_is_no_multiple_of_6_is_a_connection_error(int length) => OnEachSide(async (peer, _) =>
    {
        await peer.Send(Raw(FrameType.Settings, FrameFlags.None, 0, new byte[length]));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Theory, Trait("RFC 9113", "6.5.2")]
    [InlineData(SettingId.EnablePush, 2u, ErrorCode.ProtocolError)]
    [InlineData(SettingId.EnablePush, uint.MaxValue, ErrorCode.ProtocolError)]
    [InlineData(SettingId.InitialWindowSize, 0x8000_0000, ErrorCode.FlowControlError)]
    [InlineData(SettingId.InitialWindowSize, uint.MaxValue, ErrorCode.FlowControlError)]
    [InlineData(SettingId.MaxFrameSize, 0u, ErrorCode.ProtocolError)]
    [InlineData(SettingId.MaxFrameSize, 16_383u, ErrorCode.ProtocolError)]
    [InlineData(SettingId.MaxFrameSize, 16_777_216u, ErrorCode.ProtocolError)]
    public Task A_value_that_is_not_allowed_is_a_connection_error(SettingId id, uint value, ErrorCode code) => OnEachSide(async (peer, _) =>
    {
        await peer.Send(Settings((id, value)));
        await peer.ExpectConnectionError(0, code);
    });

    [Theory]
    [InlineData(SettingId.EnableConnectProtocol), Trait("RFC 8441", "3")]
    [InlineData(SettingId.NoRfc7540Priorities), Trait("RFC 9218", "2.1")]
    public Task A_switch_is_0_or_1(SettingId id) => OnEachSide(async (peer, _) =>
    {
        await peer.Send(Settings((id, 2)));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Theory, Trait("RFC 9113", "6.5.2")]
    [InlineData(SettingId.HeaderTableSize, 0u)]
    [InlineData(SettingId.HeaderTableSize, uint.MaxValue)]
    [InlineData(SettingId.MaxConcurrentStreams, 0u)]
    [InlineData(SettingId.MaxConcurrentStreams, uint.MaxValue)]
    [InlineData(SettingId.InitialWindowSize, (uint)int.MaxValue)]
    [InlineData(SettingId.MaxFrameSize, 16_384u)]
    [InlineData(SettingId.MaxFrameSize, 16_777_215u)]
    [InlineData(SettingId.MaxHeaderListSize, uint.MaxValue)]
    public Task A_value_at_the_edge_of_what_is_allowed_is_taken(SettingId id, uint value) => OnEachSide(async (peer, side) =>
    {
        await peer.Send(Settings((id, value)));
        await peer.ExpectSettingsAck();
        await peer.ExpectAlive();
    });

    [Theory, Trait("RFC 9113", "6.5.2"), Trait("RFC 9113", "8.4")]
    [InlineData(0u)]
    [InlineData(1u)]
    public Task A_client_may_say_whether_it_wants_pushes(uint value) => WithServer(async peer =>
    {
        await peer.Handshake((SettingId.EnablePush, value));
        await ExpectServed(peer, 1);
    });

    [Fact, Trait("RFC 9113", "6.5.2")]
    public Task A_server_does_not_ask_for_pushes() => WithConnection(peer =>
    {
        Assert.Equal(0u, peer.PeerSettings.GetValueOrDefault(SettingId.EnablePush));
        return Task.CompletedTask;
    });

    [Fact, Trait("RFC 9113", "6.5.2"), Trait("RFC 9113", "5.5")]
    public Task Unknown_settings_are_ignored_and_acknowledged() => OnEachSide(async (peer, side) =>
    {
        await peer.Send(Settings(((SettingId)0xfafa, 7), ((SettingId)0, uint.MaxValue)));
        await peer.ExpectSettingsAck();
        await side.ExpectWorks(peer);
    });

    [Fact, Trait("RFC 9113", "6.5.3")]
    public Task Every_SETTINGS_is_acknowledged() => OnEachSide(async (peer, _) =>
    {
        await peer.Send(Settings(), Settings((SettingId.MaxConcurrentStreams, 1)), Settings());
        for (var i = 0; i < 3; i++) await peer.ExpectSettingsAck();
        await peer.ExpectAlive();
    });

    [Fact, Trait("RFC 9113", "6.5.3")]
    public Task An_acknowledgement_that_nobody_asked_for_is_a_connection_error() => OnEachSide(async (peer, _) =>
    {
        await peer.Send(SettingsAck());
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact, Trait("RFC 9113", "6.5.3")]
    public Task The_last_of_two_values_holds() => WithSide(async (peer, side) =>
    {
        await peer.Handshake((SettingId.InitialWindowSize, 100), (SettingId.InitialWindowSize, 1));
        peer.AutoCredit = false;
        var stream = await side.OpenToSend(peer, 10);
        Assert.Equal(1, (await peer.ExpectData(stream)).Data.Length);
    });

    [Fact, Trait("RFC 9113", "6.5.3")]
    public Task A_value_holds_from_its_acknowledgement_on() => WithSide(async (peer, side) =>
    {
        await peer.Handshake((SettingId.InitialWindowSize, 0));
        peer.AutoCredit = false;
        var stream = await side.OpenToSend(peer, 10);
        await peer.Send(Settings((SettingId.InitialWindowSize, 10)));
        Assert.Equal(10, (await peer.ExpectData(stream)).Data.Length);
        Assert.IsType<DataFrame>(peer.Received.Last(frame => frame is SettingsFrame or DataFrame));
    });
}
