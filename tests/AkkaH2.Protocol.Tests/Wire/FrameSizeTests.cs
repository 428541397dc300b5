using AkkaH2.Wire;
using static AkkaH2.Protocol.Tests.Wire.WireOctets;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9113", "4.2")]
public sealed class FrameSizeTests
{
    private const int TooLong = FrameDecoder.MinMaxFrameSize + 1;

    [Theory]
    [InlineData(FrameType.Data, 1)]
    [InlineData(FrameType.Headers, 1)]
    [InlineData(FrameType.Priority, 0)]
    [InlineData(FrameType.RstStream, 1)]
    [InlineData(FrameType.Settings, 0)]
    [InlineData(FrameType.PushPromise, 1)]
    [InlineData(FrameType.Ping, 0)]
    [InlineData(FrameType.GoAway, 0)]
    [InlineData(FrameType.WindowUpdate, 1)]
    [InlineData(FrameType.Continuation, 1)]
    [InlineData((FrameType)0xfe, 1)]
    internal void A_frame_that_is_too_long_is_refused_as_soon_as_its_header_is_read(FrameType type, int stream) =>
        IsConnectionError(ErrorCode.FrameSizeError, Assert.Single(Decode(Header(type, TooLong, stream))));

    [Fact]
    public void A_header_that_came_in_pieces_is_refused_just_as_soon()
    {
        var decoder = new FrameDecoder();
        var header = Header(FrameType.Data, TooLong, 1);
        Assert.Empty(Decode(header.AsMemory(0, 8), decoder));
        IsConnectionError(ErrorCode.FrameSizeError, Assert.Single(Decode(header.AsMemory(8), decoder)));
    }

    [Fact, Trait("RFC 9113", "6.3")]
    public void PRIORITY_that_is_too_long_is_a_stream_error_and_is_skipped()
    {
        byte[] octets = [.. Header(FrameType.Priority, TooLong, 3), .. new byte[TooLong], .. Octets(new PingFrame(1, false))];
        for (var size = 1; size < octets.Length; size = (size * 3) + 1)
        {
            var decoder = new FrameDecoder();
            var read = octets.Chunk(size).SelectMany(chunk => Decode(chunk, decoder)).ToList();
            IsStreamError(3, ErrorCode.FrameSizeError, read[0]);
            Assert.Equal<Outcome<Frame>>(new PingFrame(1, false), read[1]);
        }
    }

    [Fact]
    public void A_frame_of_just_the_limit_is_read()
    {
        var frame = new DataFrame(new StreamId(1), new byte[FrameDecoder.MinMaxFrameSize], EndStream: false);
        Assert.Equal<Outcome<Frame>>(frame, Assert.Single(Decode(Octets(frame))));
    }

    [Fact]
    public void The_limit_can_be_raised_between_frames()
    {
        var frame = new DataFrame(new StreamId(1), new byte[TooLong], EndStream: false);
        var decoder = new FrameDecoder { MaxFrameSize = TooLong };
        Assert.Equal<Outcome<Frame>>(frame, Assert.Single(Decode(Octets(frame), decoder)));
        Assert.Equal(TooLong, decoder.MaxFrameSize);
    }

    [Theory, Trait("RFC 9113", "6.5.2")]
    [InlineData(0)]
    [InlineData((1 << 14) - 1)]
    [InlineData(1 << 24)]
    public void A_limit_that_SETTINGS_could_not_say_is_our_bug(int limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrameDecoder(limit));

    private static byte[] Header(FrameType type, int length, int stream)
    {
        var octets = new byte[FrameHeader.Size];
        new FrameHeader(length, type, FrameFlags.None, new StreamId(stream)).Write(octets);
        return octets;
    }
}
