using AkkaH2.Wire;
using static AkkaH2.Protocol.Tests.Wire.WireOctets;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9113", "6.7")]
public sealed class PingFrameTests
{
    [Fact]
    public void PING_by_its_octets() => IsWrittenAs("000008 06 00 00000000 6465616462656566", new PingFrame(0x6465616462656566, Ack: false));

    [Fact]
    public void The_answer_by_its_octets() => IsWrittenAs("000008 06 01 00000000 FFFFFFFFFFFFFFFF", new PingFrame(ulong.MaxValue, Ack: true));

    [Fact]
    public void PING_on_a_stream_is_a_connection_error() =>
        IsConnectionError(ErrorCode.ProtocolError, DecodeOne(FrameType.Ping, 0, 1, "0000000000000000"));

    [Theory]
    [InlineData("")]
    [InlineData("00000000000000")]
    [InlineData("000000000000000000")]
    public void Another_length_than_8_is_a_connection_error(string payload) =>
        IsConnectionError(ErrorCode.FrameSizeError, DecodeOne(FrameType.Ping, 0, 0, payload));
}
