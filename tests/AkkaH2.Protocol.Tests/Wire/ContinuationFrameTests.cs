using AkkaH2.Wire;
using static AkkaH2.Protocol.Tests.Wire.WireOctets;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9113", "6.10")]
public sealed class ContinuationFrameTests
{
    [Fact]
    public void CONTINUATION_by_its_octets() =>
        IsWrittenAs("000003 09 04 00000001 616263", new ContinuationFrame(new StreamId(1), "abc"u8.ToArray(), EndHeaders: true));

    [Fact]
    public void Only_END_HEADERS_has_a_meaning() => Assert.Equal<Outcome<Frame>>(
        new ContinuationFrame(new StreamId(1), "a"u8.ToArray(), EndHeaders: false),
        DecodeOne(FrameType.Continuation, 0xfb, 1, "61"));

    [Fact]
    public void CONTINUATION_on_stream_0_is_a_connection_error() =>
        IsConnectionError(ErrorCode.ProtocolError, DecodeOne(FrameType.Continuation, 4, 0, "61"));
}
