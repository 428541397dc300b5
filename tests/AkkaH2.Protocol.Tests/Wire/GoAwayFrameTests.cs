using AkkaH2.Wire;
using static AkkaH2.Protocol.Tests.Wire.WireOctets;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9113", "6.8")]
public sealed class GoAwayFrameTests
{
    [Fact]
    public void GOAWAY_by_its_octets() => IsWrittenAs("000008 07 00 00000000 7FFFFFFF 00000000", new GoAwayFrame(StreamId.Max, ErrorCode.NoError));

    [Fact]
    public void GOAWAY_with_debug_data_by_its_octets() =>
        IsWrittenAs("00000B 07 00 00000000 0000001E 00000009 616263", new GoAwayFrame(new StreamId(30), ErrorCode.CompressionError, "abc"));

    [Fact]
    public void The_reserved_bit_is_ignored_when_receiving() => Assert.Equal<Outcome<Frame>>(
        new GoAwayFrame(new StreamId(1), ErrorCode.NoError),
        DecodeOne(FrameType.GoAway, 0, 0, "80000001 00000000"));

    [Fact]
    public void Debug_data_is_text_for_humans() => Assert.Equal("grüß", new GoAwayFrame(default, ErrorCode.NoError, "grüß").DebugText);

    [Fact]
    public void GOAWAY_on_a_stream_is_a_connection_error() =>
        IsConnectionError(ErrorCode.ProtocolError, DecodeOne(FrameType.GoAway, 0, 1, "00000000 00000000"));

    [Theory, Trait("RFC 9113", "4.2")]
    [InlineData("")]
    [InlineData("00000000 000000")]
    public void A_payload_too_small_for_its_fields_is_a_connection_error(string payload) =>
        IsConnectionError(ErrorCode.FrameSizeError, DecodeOne(FrameType.GoAway, 0, 0, payload));
}
