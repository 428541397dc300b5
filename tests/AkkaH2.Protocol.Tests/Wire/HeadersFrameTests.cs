using AkkaH2.Wire;
using static AkkaH2.Protocol.Tests.Wire.WireOctets;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9113", "6.2")]
public sealed class HeadersFrameTests
{
    private static readonly HeadersFrame Plain = new(new StreamId(1), "abc"u8.ToArray(), EndStream: true, EndHeaders: true);

    [Fact]
    public void HEADERS_by_its_octets() => IsWrittenAs("000003 01 05 00000001 616263", Plain);

    [Fact]
    public void HEADERS_that_CONTINUATION_follows() =>
        IsWrittenAs("000003 01 00 00000001 616263", Plain with { EndStream = false, EndHeaders = false });

    [Fact]
    public void HEADERS_with_padding_and_priority_by_its_octets() => IsWrittenAs(
        "00000B 01 2D 00000001 02 80000003 0F 616263 0000",
        Plain with { PadLength = 2, Priority = new StreamPriority(new StreamId(3), true, 16) });

    [Fact]
    public void HEADERS_with_a_dependency_on_itself_has_no_meaning_and_is_no_error() => Assert.Equal<Outcome<Frame>>(
        Plain with { Fragment = default, Priority = new StreamPriority(new StreamId(1), false, 1) },
        DecodeOne(FrameType.Headers, 0x25, 1, "00000001 00"));

    [Fact]
    public void HEADERS_on_stream_0_is_a_connection_error() =>
        IsConnectionError(ErrorCode.ProtocolError, DecodeOne(FrameType.Headers, 0x4, 0, "61"));

    [Theory]
    [InlineData(0x0c, "01")]
    [InlineData(0x0c, "03 6162")]
    [InlineData(0x2c, "01 00000000 00")]
    [InlineData(0x2c, "05 00000000 00 61626364")]
    public void Padding_that_exceeds_the_room_for_the_fragment_is_a_connection_error(int flags, string payload) =>
        IsConnectionError(ErrorCode.ProtocolError, DecodeOne(FrameType.Headers, flags, 1, payload));

    [Theory, Trait("RFC 9113", "4.2")]
    [InlineData(0x08, "")]
    [InlineData(0x20, "00000000")]
    [InlineData(0x28, "00 00000000")]
    public void A_payload_too_small_for_its_fields_is_a_connection_error(int flags, string payload) =>
        IsConnectionError(ErrorCode.FrameSizeError, DecodeOne(FrameType.Headers, flags, 1, payload));

    [Fact]
    public void Frames_are_equal_if_their_content_is()
    {
        Assert.Equal(Plain, Plain with { Fragment = "abc"u8.ToArray() });
        Assert.Equal(Plain.GetHashCode(), (Plain with { Fragment = "abc"u8.ToArray() }).GetHashCode());
        Assert.NotEqual(Plain, Plain with { Fragment = default });
        Assert.NotEqual(Plain, Plain with { EndHeaders = false });
        Assert.NotEqual(Plain, Plain with { PadLength = 1 });
        Assert.NotEqual(Plain, Plain with { Priority = new StreamPriority(StreamId.Connection, false, 16) });
    }
}
