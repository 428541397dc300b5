using System.Buffers;
using AkkaH2.Wire;
using static AkkaH2.Protocol.Tests.Wire.WireOctets;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9113", "4.1")]
public sealed class FrameDecoderTests
{
    private static readonly byte[] Samples = Octets(FrameSamples.All);

    [Fact]
    public void One_chunk_may_hold_many_frames() => Assert.Equal(FrameSamples.All, Decode(Samples).Select(outcome => outcome.Value!));

    [Fact]
    public void Frames_come_whole_wherever_one_chunk_ends_and_the_next_begins()
    {
        for (var cut = 0; cut <= Samples.Length; cut++) AreSamples(Samples[..cut], Samples[cut..]);
    }

    [Fact]
    public void Frames_come_whole_whatever_the_size_of_chunks()
    {
        for (var size = 1; size <= Samples.Length; size++) AreSamples(Samples.Chunk(size));
    }

    [Fact]
    public void Errors_come_wherever_one_chunk_ends_and_the_next_begins()
    {
        var octets = Octets(Raw(FrameType.Priority, 0, 3, "00"), new PingFrame(1, false), Raw(FrameType.Ping, 0, 0, "00"));
        for (var cut = 0; cut <= octets.Length; cut++)
        {
            var read = ReadChunks(new FrameDecoder(), octets[..cut], octets[cut..]);
            Assert.Equal(["PRIORITY of 1 octets", "", "PING of 1 octets"], read.Select(outcome => outcome.Error?.Detail ?? ""));
        }
    }

    [Fact]
    public void A_payload_is_a_slice_of_its_chunk()
    {
        var chunk = Octets(new DataFrame(new StreamId(1), "abc"u8.ToArray(), EndStream: false));
        var data = Assert.IsType<DataFrame>(Assert.Single(Decode(chunk)).Value);
        chunk[^1] = (byte)'x';
        Assert.Equal("abx"u8.ToArray(), data.Data.ToArray());
    }

    [Fact]
    public void A_frame_that_came_in_pieces_is_valid_until_the_next_Append_while_another_is_being_kept()
    {
        var octets = Octets(new DataFrame(new StreamId(1), "abc"u8.ToArray(), false), new DataFrame(new StreamId(1), "def"u8.ToArray(), false));
        var decoder = new FrameDecoder();
        Assert.Empty(Decode(octets[..5], decoder));
        var first = Assert.IsType<DataFrame>(Assert.Single(Decode(octets[5..^1], decoder)).Value);
        Assert.Equal("abc"u8.ToArray(), first.Data.ToArray());
    }

    [Fact]
    public void The_chunk_belongs_to_its_owner_again_when_nothing_more_can_be_read()
    {
        var octets = Octets(new DataFrame(new StreamId(1), "abc"u8.ToArray(), false));
        var decoder = new FrameDecoder();
        var buffer = octets[..11];
        Assert.Empty(Decode(buffer, decoder));
        Array.Clear(buffer);
        Assert.Equal("abc"u8.ToArray(), Assert.IsType<DataFrame>(Assert.Single(Decode(octets[11..], decoder)).Value).Data.ToArray());
    }

    [Fact]
    public void Frames_of_one_read_in_many_chunks_stay_valid_together()
    {
        for (var size = 1; size < 40; size++)
        {
            var decoder = new FrameDecoder();
            foreach (var _ in Enumerable.Range(0, 3))
            {
                var read = Samples.Chunk(size).SelectMany((chunk, i) => Kept(decoder, chunk, keep: i > 0)).ToList();
                Assert.Equal(FrameSamples.All, read.Select(outcome => outcome.Value!));
            }
        }
    }

    [Fact]
    public void A_chunk_that_was_not_read_to_its_end_is_our_bug()
    {
        var decoder = new FrameDecoder();
        decoder.Append(Samples);
        Assert.True(decoder.TryRead(out _));
        Assert.Throws<InvalidOperationException>(() => decoder.Append(Samples));
    }

    [Fact]
    public void It_knows_whether_the_input_may_end_here()
    {
        var decoder = new FrameDecoder();
        var octets = Octets(new PingFrame(1, false));
        for (var i = 0; i < octets.Length; i++)
        {
            Assert.Equal(i == 0, decoder.IsAtFrameBoundary);
            Decode(octets.AsMemory(i, 1), decoder);
        }

        Assert.True(decoder.IsAtFrameBoundary);
    }

    [Fact, Trait("RFC 9113", "5.4.1")]
    public void After_a_connection_error_nothing_comes()
    {
        var decoder = new FrameDecoder();
        IsConnectionError(ErrorCode.FrameSizeError, Assert.Single(Decode(Octets(Raw(FrameType.Ping, 0, 0, "00"), new PingFrame(1, false)), decoder)));
        Assert.Empty(Decode(Samples, decoder));
    }

    [Fact, Trait("RFC 9113", "5.4.2")]
    public void After_a_stream_error_the_next_frame_comes()
    {
        var read = Decode(Octets(Raw(FrameType.WindowUpdate, 0, 3, "00000000"), new PingFrame(1, false)));
        IsStreamError(3, ErrorCode.ProtocolError, read[0]);
        Assert.Equal<Outcome<Frame>>(new PingFrame(1, false), read[1]);
    }

    [Fact, Trait("RFC 9113", "5.5")]
    public void Frames_of_unknown_type_come_as_they_are() => Assert.Equal<Outcome<Frame>>(
        new UnknownFrame(new StreamId(3), (FrameType)0xbe, (FrameFlags)0x55, "abc"u8.ToArray()),
        DecodeOne((FrameType)0xbe, 0x55, 3, "616263"));

    [Fact]
    public void Memory_of_frames_that_came_in_pieces_goes_back_to_its_pool()
    {
        var pool = new CountingPool();
        var decoder = new FrameDecoder(pool: pool);
        foreach (var chunk in Samples.Chunk(7))
        {
            decoder.Append(chunk, keep: true);
            ReadAll(decoder);
        }

        Assert.True(pool.Out > 1);
        decoder.Recycle();
        Assert.Equal(0, pool.Out);
    }

    private static void AreSamples(params IEnumerable<byte[]> chunks)
    {
        var decoder = new FrameDecoder();
        var expected = 0;
        foreach (var chunk in chunks)
        {
            // As a socket does: one buffer is filled again and again.
            var buffer = chunk.ToArray();
            foreach (var outcome in Decode(buffer, decoder)) Assert.Equal(FrameSamples.All[expected++], outcome.Value);
            buffer.AsSpan().Fill(0xee);
        }

        Assert.Equal(FrameSamples.All.Count, expected);
        Assert.True(decoder.IsAtFrameBoundary);
    }

    private static List<Outcome<Frame>> Kept(FrameDecoder decoder, byte[] chunk, bool keep)
    {
        decoder.Append(chunk, keep);
        return ReadAll(decoder);
    }

    private static List<Outcome<Frame>> ReadChunks(FrameDecoder decoder, params byte[][] chunks) =>
        [.. chunks.SelectMany(chunk => Decode(chunk, decoder))];

    private sealed class CountingPool : ArrayPool<byte>
    {
        /// <summary>How many arrays are rented.</summary>
        public int Out { get; private set; }

        public override byte[] Rent(int minimumLength)
        {
            Out++;
            return new byte[minimumLength];
        }

        public override void Return(byte[] array, bool clearArray = false) => Out--;
    }
}
