namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.5")]
public sealed class Section_6_5_Settings(TestServer server) : SectionTests(server)
{
    [Fact]
    public Task SETTINGS_on_a_stream_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Raw(FrameType.Settings, FrameFlags.None, 1));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task An_acknowledgement_with_a_payload_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(Raw(FrameType.Settings, FrameFlags.Ack, 0, 0, 1, 0, 0, 0, 0));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(7)]
    public Task A_length_that_is_no_multiple_of_6_is_a_connection_error(int length) => WithConnection(async peer =>
    {
        await peer.Send(Raw(FrameType.Settings, FrameFlags.None, 0, new byte[length]));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Theory, Trait("RFC 9113", "6.5.2")]
    [InlineData(SettingId.EnablePush, 2u, ErrorCode.ProtocolError)]
    [InlineData(SettingId.InitialWindowSize, 0x8000_0000, ErrorCode.FlowControlError)]
    [InlineData(SettingId.MaxFrameSize, 16_383u, ErrorCode.ProtocolError)]
    [InlineData(SettingId.MaxFrameSize, 16_777_216u, ErrorCode.ProtocolError)]
    public Task A_value_that_is_not_allowed_is_a_connection_error(SettingId id, uint value, ErrorCode code) => WithConnection(async peer =>
    {
        await peer.Send(Settings((id, value)));
        await peer.ExpectConnectionError(0, code);
    });

    [Fact, Trait("RFC 9113", "6.5.2")]
    public Task Unknown_settings_are_ignored_and_acknowledged() => WithConnection(async peer =>
    {
        await peer.Send(Settings(((SettingId)0xfafa, 7)));
        await peer.ExpectSettingsAck();
        await ExpectServed(peer, 1);
    });

    [Fact, Trait("RFC 9113", "6.5.3")]
    public Task Every_SETTINGS_is_acknowledged() => WithConnection(async peer =>
    {
        await peer.Send(Settings(), Settings((SettingId.MaxConcurrentStreams, 1)), Settings());
        for (var i = 0; i < 3; i++) await peer.ExpectSettingsAck();
        await peer.ExpectAlive();
    });

    [Fact, Trait("RFC 9113", "6.5.3")]
    public Task An_acknowledgement_that_nobody_asked_for_is_a_connection_error() => WithConnection(async peer =>
    {
        await peer.Send(SettingsAck());
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact, Trait("RFC 9113", "6.5.3")]
    public Task The_last_of_two_values_holds() => WithServer(async peer =>
    {
        await peer.Handshake((SettingId.InitialWindowSize, 100), (SettingId.InitialWindowSize, 1));
        peer.AutoCredit = false;
        await peer.Send(Headers(1).Get("/hello").EndStream());
        await peer.ExpectHeaders(1);
        await peer.Expect(Data(1, "h"));
    });
}
