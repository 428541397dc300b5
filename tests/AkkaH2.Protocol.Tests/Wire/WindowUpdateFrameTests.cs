using AkkaH2.Wire;
using static AkkaH2.Protocol.Tests.Wire.WireOctets;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9113", "6.9")]
public sealed class WindowUpdateFrameTests
{
    [Fact]
    public void WINDOW_UPDATE_by_its_octets() => IsWrittenAs("000004 08 00 00000032 000003E8", new WindowUpdateFrame(new StreamId(50), 1_000));

    [Fact]
    public void The_reserved_bit_is_ignored_when_receiving() => Assert.Equal<Outcome<Frame>>(
        new WindowUpdateFrame(StreamId.Connection, int.MaxValue),
        DecodeOne(FrameType.WindowUpdate, 0, 0, "FFFFFFFF"));

    [Theory]
    [InlineData("")]
    [InlineData("000001")]
    [InlineData("00000001 00")]
    public void Another_length_than_4_is_a_connection_error(string payload) =>
        IsConnectionError(ErrorCode.FrameSizeError, DecodeOne(FrameType.WindowUpdate, 0, 1, payload));

    [Theory]
    [InlineData("00000000")]
    [InlineData("80000000")]
    public void An_increment_of_0_is_a_stream_error(string payload) =>
        IsStreamError(1, ErrorCode.ProtocolError, DecodeOne(FrameType.WindowUpdate, 0, 1, payload));

    [Fact]
    public void An_increment_of_0_on_stream_0_is_a_connection_error() =>
        IsConnectionError(ErrorCode.ProtocolError, DecodeOne(FrameType.WindowUpdate, 0, 0, "00000000"));
}
