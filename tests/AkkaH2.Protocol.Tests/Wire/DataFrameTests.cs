using AkkaH2.Wire;
using static AkkaH2.Protocol.Tests.Wire.WireOctets;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9113", "6.1")]
public sealed class DataFrameTests
{
    private static readonly StreamId One = new(1);

    [Fact]
    public void DATA_by_its_octets() => IsWrittenAs("000003 00 01 00000001 616263", new DataFrame(One, "abc"u8.ToArray(), EndStream: true));

    [Fact]
    public void DATA_without_content_may_end_the_stream() => IsWrittenAs("000000 00 01 00000001", new DataFrame(One, default, EndStream: true));

    [Fact]
    public void DATA_with_padding_by_its_octets() =>
        IsWrittenAs("000006 00 08 00000001 02 616263 0000", new DataFrame(One, "abc"u8.ToArray(), EndStream: false) { PadLength = 2 });

    [Theory]
    [InlineData(null, 3)]
    [InlineData(0, 4)]
    [InlineData(255, 259)]
    public void Padding_and_its_length_count_for_flow_control(int? padLength, int octets) =>
        Assert.Equal(octets, new DataFrame(One, "abc"u8.ToArray(), EndStream: false) { PadLength = padLength }.FlowControlledLength);

    [Fact]
    public void Padding_that_is_not_zero_is_tolerated() => Assert.Equal<Outcome<Frame>>(
        new DataFrame(One, "a"u8.ToArray(), EndStream: false) { PadLength = 1 },
        DecodeOne(FrameType.Data, 0x8, 1, "01 61 ff"));

    [Fact]
    public void Flags_without_a_meaning_are_ignored() => Assert.Equal<Outcome<Frame>>(
        new DataFrame(One, "a"u8.ToArray(), EndStream: true),
        DecodeOne(FrameType.Data, 0xf7, 1, "61"));

    [Fact]
    public void Padding_may_be_all_there_is() => Assert.Equal<Outcome<Frame>>(
        new DataFrame(One, default, EndStream: false) { PadLength = 2 },
        DecodeOne(FrameType.Data, 0x8, 1, "02 0000"));

    [Fact]
    public void DATA_on_stream_0_is_a_connection_error() =>
        IsConnectionError(ErrorCode.ProtocolError, DecodeOne(FrameType.Data, 0, 0, "61"));

    [Theory]
    [InlineData("01")]
    [InlineData("03 6162")]
    [InlineData("ff 61626364")]
    public void Padding_as_long_as_the_payload_is_a_connection_error(string payload) =>
        IsConnectionError(ErrorCode.ProtocolError, DecodeOne(FrameType.Data, 0x8, 1, payload));

    [Fact, Trait("RFC 9113", "4.2")]
    public void Padding_without_its_length_is_a_connection_error() =>
        IsConnectionError(ErrorCode.FrameSizeError, DecodeOne(FrameType.Data, 0x8, 1, ""));

    [Theory]
    [InlineData(-1)]
    [InlineData(256)]
    public void A_Pad_Length_outside_of_an_octet_is_our_bug(int padLength) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataFrame(One, default, EndStream: false) { PadLength = padLength });

    [Fact]
    public void Frames_are_equal_if_their_content_is()
    {
        var frame = new DataFrame(One, "abc"u8.ToArray(), EndStream: false);
        var same = frame with { Data = "abc"u8.ToArray() };
        Assert.Equal(frame, same);
        Assert.Equal(frame.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(frame, frame with { Data = "abd"u8.ToArray() });
        Assert.NotEqual(frame, frame with { EndStream = true });
        Assert.NotEqual(frame, frame with { PadLength = 0 });
        Assert.NotEqual(frame, frame with { Stream = new StreamId(3) });
    }
}
