using AkkaH2.Wire;
using static AkkaH2.Protocol.Tests.Wire.WireOctets;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9113", "6.3")]
public sealed class PriorityFrameTests
{
    [Fact]
    public void PRIORITY_by_its_octets() =>
        IsWrittenAs("000005 02 00 00000009 0000000B 07", new PriorityFrame(new StreamId(9), new StreamPriority(new StreamId(11), false, 8)));

    [Fact]
    public void The_highest_weight_is_256() =>
        IsWrittenAs("000005 02 00 00000009 80000000 FF", new PriorityFrame(new StreamId(9), new StreamPriority(StreamId.Connection, true, 256)));

    [Fact]
    public void PRIORITY_on_stream_0_is_a_connection_error() =>
        IsConnectionError(ErrorCode.ProtocolError, DecodeOne(FrameType.Priority, 0, 0, "00000001 00"));

    [Theory]
    [InlineData("")]
    [InlineData("00000001")]
    [InlineData("00000001 00 00")]
    public void Another_length_than_5_is_a_stream_error(string payload) =>
        IsStreamError(9, ErrorCode.FrameSizeError, DecodeOne(FrameType.Priority, 0, 9, payload));
}
