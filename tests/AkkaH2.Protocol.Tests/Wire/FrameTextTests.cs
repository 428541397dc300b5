using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests.Wire;

/// <summary>Logs and failed tests show frames in the spelling of the RFC.</summary>
public sealed class FrameTextTests
{
    [Fact]
    public void Every_frame_prints_its_name_its_stream_its_flags_and_what_it_says() => Assert.Equal(
        """
        SETTINGS stream=0 MAX_CONCURRENT_STREAMS=100 0x0a0a=7
        SETTINGS stream=0
        SETTINGS stream=0 ACK
        HEADERS stream=1 END_HEADERS 13 octets
        HEADERS stream=3 END_STREAM|PADDED|PRIORITY 13 octets + 4 padding depends-on=1 weight=256 exclusive
        CONTINUATION stream=3 13 octets
        CONTINUATION stream=3 END_HEADERS 0 octets
        DATA stream=1 13 octets
        DATA stream=1 END_STREAM|PADDED 13 octets + 255 padding
        DATA stream=1 END_STREAM|PADDED 0 octets + 0 padding
        PRIORITY stream=5 depends-on=0 weight=1
        RST_STREAM stream=1 CANCEL
        PUSH_PROMISE stream=1 END_HEADERS|PADDED promised=2 13 octets + 1 padding
        PING stream=0 0x6465616462656566
        PING stream=0 ACK 0xffffffffffffffff
        WINDOW_UPDATE stream=0 +2147483647
        WINDOW_UPDATE stream=1 +1
        PRIORITY_UPDATE stream=0 prioritized=7 "u=1, i"
        0xfe stream=9 flags=0xff 13 octets
        GOAWAY stream=0 last=2147483647 ENHANCE_YOUR_CALM "calm down"
        """.ReplaceLineEndings("\n"),
        string.Join('\n', FrameSamples.All));

    [Fact]
    public void Every_setting_has_a_name() => Assert.All(Enum.GetValues<SettingId>(), id => Assert.DoesNotContain("0x", id.Name()));

    [Fact]
    public void Every_frame_type_has_a_name() => Assert.All(Enum.GetValues<FrameType>(), type => Assert.DoesNotContain("0x", type.Name()));
}
