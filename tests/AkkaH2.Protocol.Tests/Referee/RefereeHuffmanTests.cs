using AkkaH2.Referee;
using static AkkaH2.Protocol.Tests.RefereeBlocks;

namespace AkkaH2.Protocol.Tests;

/// <summary>The Huffman code of the referee is a whole one, so that a slip in typing it in is unlikely to go unseen.</summary>
[Trait("RFC 7541", "5.2")]
public sealed class RefereeHuffmanTests
{
    private static readonly IReadOnlyList<(uint Code, int Bits)> Codes = HuffmanCodes.AppendixB;

    [Fact]
    public void There_is_a_code_for_each_octet_and_for_the_end_of_string()
    {
        Assert.Equal(257, Codes.Count);
        Assert.Equal((0x3fff_ffffu, 30), Codes[256]);
    }

    [Fact]
    public void No_code_is_the_beginning_of_another() => Assert.All(
        Codes,
        code => Assert.Single(Codes, other => other.Bits >= code.Bits && other.Code >> (other.Bits - code.Bits) == code.Code));

    [Fact]
    public void No_string_of_bits_is_left_without_a_symbol() => Assert.Equal(1L << 30, Codes.Sum(code => 1L << (30 - code.Bits))); // Kraft's sum is 1

    [Fact]
    public void Codes_of_one_length_are_consecutive_in_the_order_of_the_symbols() => Assert.All(
        Codes.GroupBy(code => code.Bits),
        group => Assert.Equal(Enumerable.Range(0, group.Count()).Select(i => group.First().Code + (uint)i), group.Select(code => code.Code)));

    [Fact]
    public void Each_octet_comes_back()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(octet => (byte)octet)];
        Assert.Equal(all, Huffman.Rfc.Decode(Huffman.Rfc.Encode(all)));
    }

    [Theory]
    [InlineData("00")] // '0' and padding of zeros
    [InlineData("07 ff")] // '0' and eleven bits of padding
    [InlineData("ff ff ff ff")] // the end of string
    [InlineData("ff")] // a whole octet of padding
    public void Padding_is_less_than_an_octet_of_ones(string hex) =>
        Assert.Equal(ErrorNumber.CompressionError, Assert.Throws<RuleBrokenException>(() => Huffman.Rfc.Decode(Hex(hex))).Code);
}
