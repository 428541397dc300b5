using AkkaH2.Wire;
using static AkkaH2.Protocol.Tests.Wire.WireOctets;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9113", "6.4")]
public sealed class RstStreamFrameTests
{
    [Fact]
    public void RST_STREAM_by_its_octets() => IsWrittenAs("000004 03 00 00000005 00000008", new RstStreamFrame(new StreamId(5), ErrorCode.Cancel));

    [Fact, Trait("RFC 9113", "7")]
    public void An_unknown_code_is_kept() => IsWrittenAs("000004 03 00 00000005 FFFFFFFF", new RstStreamFrame(new StreamId(5), (ErrorCode)uint.MaxValue));

    [Fact]
    public void RST_STREAM_on_stream_0_is_a_connection_error() =>
        IsConnectionError(ErrorCode.ProtocolError, DecodeOne(FrameType.RstStream, 0, 0, "00000008"));

    [Theory]
    [InlineData("")]
    [InlineData("000008")]
    [InlineData("00000008 00")]
    public void Another_length_than_4_is_a_connection_error(string payload) =>
        IsConnectionError(ErrorCode.FrameSizeError, DecodeOne(FrameType.RstStream, 0, 1, payload));
}
