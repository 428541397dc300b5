using AkkaH2.Wire;
using static AkkaH2.Protocol.Tests.Wire.WireOctets;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9113", "6.5")]
public sealed class SettingsFrameTests
{
    [Fact]
    public void SETTINGS_by_its_octets() => IsWrittenAs(
        "00000C 04 00 00000000 0001 00002000 0003 00001388",
        SettingsFrame.Of(new Setting(SettingId.HeaderTableSize, 8_192), new Setting(SettingId.MaxConcurrentStreams, 5_000)));

    [Fact]
    public void SETTINGS_may_be_empty() => IsWrittenAs("000000 04 00 00000000", SettingsFrame.Of());

    [Fact, Trait("RFC 9113", "6.5.3")]
    public void An_acknowledgement_is_a_flag_and_nothing_else() => IsWrittenAs("000000 04 01 00000000", SettingsFrame.Acknowledgement);

    [Fact, Trait("RFC 9113", "6.5.3")]
    public void The_same_parameter_twice_is_kept_in_the_order_of_the_wire()
    {
        var frame = Assert.IsType<SettingsFrame>(DecodeOne(FrameType.Settings, 0, 0, "0004 00000001 0004 00000002").Value);
        Assert.Equal([new(SettingId.InitialWindowSize, 1), new(SettingId.InitialWindowSize, 2)], frame.Settings);
    }

    [Fact]
    public void SETTINGS_on_a_stream_is_a_connection_error() =>
        IsConnectionError(ErrorCode.ProtocolError, DecodeOne(FrameType.Settings, 0, 1, ""));

    [Fact]
    public void An_acknowledgement_with_a_payload_is_a_connection_error() =>
        IsConnectionError(ErrorCode.FrameSizeError, DecodeOne(FrameType.Settings, 1, 0, "0001 00000000"));

    [Theory]
    [InlineData("00")]
    [InlineData("0001 000000")]
    [InlineData("0001 00000000 00")]
    public void A_length_that_is_no_multiple_of_6_is_a_connection_error(string payload) =>
        IsConnectionError(ErrorCode.FrameSizeError, DecodeOne(FrameType.Settings, 0, 0, payload));

    [Theory, Trait("RFC 9113", "6.5.2")]
    [InlineData("0002 00000002", ErrorCode.ProtocolError)] // ENABLE_PUSH
    [InlineData("0002 80000000", ErrorCode.ProtocolError)]
    [InlineData("0004 80000000", ErrorCode.FlowControlError)] // INITIAL_WINDOW_SIZE
    [InlineData("0004 FFFFFFFF", ErrorCode.FlowControlError)]
    [InlineData("0005 00003FFF", ErrorCode.ProtocolError)] // MAX_FRAME_SIZE
    [InlineData("0005 01000000", ErrorCode.ProtocolError)]
    [InlineData("0008 00000002", ErrorCode.ProtocolError)] // ENABLE_CONNECT_PROTOCOL
    [InlineData("0009 00000002", ErrorCode.ProtocolError)] // NO_RFC7540_PRIORITIES
    [InlineData("0001 00000000 0002 00000002", ErrorCode.ProtocolError)]
    public void A_value_that_is_not_allowed_is_a_connection_error(string payload, ErrorCode code) =>
        IsConnectionError(code, DecodeOne(FrameType.Settings, 0, 0, payload));

    [Theory, Trait("RFC 9113", "6.5.2")]
    [InlineData("0001 FFFFFFFF")]
    [InlineData("0002 00000000")]
    [InlineData("0002 00000001")]
    [InlineData("0003 00000000")]
    [InlineData("0003 FFFFFFFF")]
    [InlineData("0004 7FFFFFFF")]
    [InlineData("0004 00000000")]
    [InlineData("0005 00004000")]
    [InlineData("0005 00FFFFFF")]
    [InlineData("0006 FFFFFFFF")]
    [InlineData("0008 00000001")]
    [InlineData("0009 00000001")]
    [InlineData("FFFF FFFFFFFF")]
    public void A_value_at_the_edge_of_what_is_allowed_is_accepted(string payload) =>
        Assert.False(DecodeOne(FrameType.Settings, 0, 0, payload).IsError);

    [Fact]
    public void Frames_are_equal_if_their_parameters_are()
    {
        var frame = SettingsFrame.Of(new Setting(SettingId.EnablePush, 0));
        Assert.Equal(frame, SettingsFrame.Of(new Setting(SettingId.EnablePush, 0)));
        Assert.Equal(frame.GetHashCode(), SettingsFrame.Of(new Setting(SettingId.EnablePush, 0)).GetHashCode());
        Assert.NotEqual(frame, SettingsFrame.Of());
        Assert.NotEqual(SettingsFrame.Acknowledgement, SettingsFrame.Of());
    }
}
