using AkkaH2.Wire;
using static AkkaH2.Protocol.Tests.Wire.WireOctets;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9218", "7.1")]
public sealed class PriorityUpdateFrameTests
{
    [Fact]
    public void PRIORITY_UPDATE_by_its_octets() =>
        IsWrittenAs("000007 10 00 00000000 00000005 753D31", new PriorityUpdateFrame(new StreamId(5), "u=1"u8.ToArray()));

    [Fact]
    public void PRIORITY_UPDATE_on_a_stream_is_a_connection_error() =>
        IsConnectionError(ErrorCode.ProtocolError, DecodeOne(FrameType.PriorityUpdate, 0, 1, "00000005"));

    [Fact]
    public void PRIORITY_UPDATE_of_stream_0_is_a_connection_error() =>
        IsConnectionError(ErrorCode.ProtocolError, DecodeOne(FrameType.PriorityUpdate, 0, 0, "80000000"));

    [Fact, Trait("RFC 9113", "4.2")]
    public void A_payload_too_small_for_its_fields_is_a_connection_error() =>
        IsConnectionError(ErrorCode.FrameSizeError, DecodeOne(FrameType.PriorityUpdate, 0, 0, "000000"));
}
