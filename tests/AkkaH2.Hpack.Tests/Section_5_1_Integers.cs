using System.Buffers;
using static AkkaH2.Hpack.Tests.Blocks;

namespace AkkaH2.Hpack.Tests;

[Trait("RFC 7541", "5.1")]
public sealed class Section_5_1_Integers
{
    public static TheoryData<int> Prefixes => [0x0F, 0x1F, 0x3F, 0x7F];

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void Every_integer_is_read_as_it_was_written(int mask)
    {
        int[] values = [0, 1, mask - 1, mask, mask + 1, mask + 127, mask + 128, 1337, 16_383, 16_384, 1 << 21, 1 << 28, int.MaxValue - 1, int.MaxValue];
        foreach (var value in values)
            Assert.Equal(value, Read(Written(value, mask), mask, out _));
    }

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void An_integer_cut_short_is_an_error_at_every_octet(int mask)
    {
        var octets = Written(int.MaxValue, mask);
        for (var length = 1; length < octets.Length; length++)
        {
            Assert.Null(Read(octets[..length], mask, out var fault));
            Assert.Equal("the block ends inside an integer", fault);
        }
    }

    [Fact]
    public void Bits_above_the_prefix_do_not_count() => Assert.Equal(10, Read(Octets("ea"), 0x1F, out _));

    [Theory]
    [InlineData("1f e1 ff ff ff 07")] // 2^31
    [InlineData("1f ff ff ff ff 0f")]
    [InlineData("1f ff ff ff ff 7f")]
    public void An_integer_above_31_bits_is_an_error(string hex)
    {
        Assert.Null(Read(Octets(hex), 0x1F, out var fault));
        Assert.Equal("an integer above 2147483647", fault);
    }

    [Fact]
    public void Zeros_may_pad_an_integer_but_not_without_end()
    {
        Assert.Equal(31, Read(Octets("1f 80 80 80 80 00"), 0x1F, out _));
        Assert.Null(Read(Octets("1f 80 80 80 80 80 00"), 0x1F, out var fault));
        Assert.Equal("an integer of more than 6 octets", fault);
    }

    private static int? Read(byte[] octets, int mask, out string? fault)
    {
        var reader = new BlockReader(octets);
        var read = reader.TryReadInteger(mask, out var value);
        fault = reader.Fault;
        return read ? value : null;
    }

    private static byte[] Written(int value, int mask)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new BlockWriter(output);
        writer.Integer(0, mask, value);
        writer.Complete();
        return output.WrittenSpan.ToArray();
    }
}
