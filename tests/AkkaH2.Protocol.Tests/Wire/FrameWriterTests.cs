using System.Buffers;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9113", "4.1")]
public sealed class FrameWriterTests
{
    [Fact]
    public void It_answers_how_much_it_wrote() => Assert.All(FrameSamples.All, frame =>
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Equal(FrameHeader.Size + frame.PayloadLength, FrameWriter.Write(frame, output));
        Assert.Equal(FrameHeader.Size + frame.PayloadLength, output.WrittenCount);
    });

    [Fact, Trait("RFC 9113", "6.1")]
    public void Padding_is_sent_as_zeros_whatever_was_in_the_buffer()
    {
        var output = new UsedBuffer();
        FrameWriter.Write(new DataFrame(new StreamId(1), "a"u8.ToArray(), EndStream: false) { PadLength = 3 }, output);
        Assert.Equal("000005000800000001" + "0361000000", Convert.ToHexString(output.Written));
    }

    [Fact]
    public void A_payload_above_24_bits_of_length_is_our_bug() => Assert.Throws<ArgumentOutOfRangeException>(
        () => FrameWriter.Write(new DataFrame(new StreamId(1), new byte[1 << 24], EndStream: false), new ArrayBufferWriter<byte>()));

    /// <summary>A buffer that is full of what was sent before.</summary>
    private sealed class UsedBuffer : IBufferWriter<byte>
    {
        private readonly byte[] _octets = [.. Enumerable.Repeat((byte)0xee, 100)];
        private int _count;

        public byte[] Written => _octets[.._count];

        public void Advance(int count) => _count += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => _octets.AsMemory(_count);

        public Span<byte> GetSpan(int sizeHint = 0) => _octets.AsSpan(_count);
    }
}
