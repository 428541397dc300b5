using AkkaH2.Wire;
using static AkkaH2.Protocol.Tests.Wire.WireOctets;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9113", "4.1")]
public sealed class FrameHeaderTests
{
    [Fact]
    public void Nine_octets_are_length_type_flags_and_stream()
    {
        var header = FrameHeader.Read(Hex("01 02 03 09 24 12 34 56 78"));
        Assert.Equal(new FrameHeader(0x010203, FrameType.Continuation, (FrameFlags)0x24, new StreamId(0x12345678)), header);
    }

    [Fact]
    public void The_reserved_bit_is_ignored_when_receiving() =>
        Assert.Equal(new StreamId(1), FrameHeader.Read(Hex("000000 00 00 80000001")).Stream);

    [Fact]
    public void A_header_is_written_as_it_is_read()
    {
        var octets = new byte[FrameHeader.Size];
        new FrameHeader(0xffffff, (FrameType)0xfe, (FrameFlags)0xff, StreamId.Max).Write(octets);
        Assert.Equal("FFFFFFFEFF7FFFFFFF", Convert.ToHexString(octets));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1 << 24)]
    public void A_length_outside_of_24_bits_is_our_bug(int length) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new FrameHeader(length, FrameType.Data, FrameFlags.None, new StreamId(1)).Write(new byte[FrameHeader.Size]));

    [Fact]
    public void Fewer_than_nine_octets_are_our_bug()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FrameHeader.Read(new byte[8]));
        Assert.Throws<ArgumentOutOfRangeException>(() => default(FrameHeader).Write(new byte[8]));
    }
}
