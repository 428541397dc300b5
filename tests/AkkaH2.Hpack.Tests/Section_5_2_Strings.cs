using static AkkaH2.Hpack.Tests.Blocks;

namespace AkkaH2.Hpack.Tests;

[Trait("RFC 7541", "5.2")]
public sealed class Section_5_2_Strings
{
    [Fact]
    [Trait("RFC 7541", "B")]
    public void The_code_uses_every_bit_pattern_exactly_once()
    {
        var used = Enumerable.Range(0, 257).Sum(symbol => 1L << (HuffmanCode.LongestLength - HuffmanCode.LengthOf(symbol)));

        Assert.Equal(1L << HuffmanCode.LongestLength, used);
    }

    [Theory]
    [Trait("RFC 7541", "B")]
    [InlineData('0', 0x0u, 5)]
    [InlineData('a', 0x3u, 5)]
    [InlineData(' ', 0x14u, 6)]
    [InlineData(':', 0x5Cu, 7)]
    [InlineData('&', 0xF8u, 8)]
    [InlineData('#', 0xFFAu, 12)]
    [InlineData('<', 0x7FFCu, 15)]
    [InlineData('\\', 0x7FFF0u, 19)]
    [InlineData(0xFF, 0x3FFFFEEu, 26)]
    [InlineData('\n', 0x3FFFFFFCu, 30)]
    [InlineData(256, 0x3FFFFFFFu, 30)]
    public void The_code_is_that_of_appendix_B(int symbol, uint code, int length)
    {
        Assert.Equal(code, HuffmanCode.Codes[symbol]);
        Assert.Equal(length, HuffmanCode.LengthOf(symbol));
    }

    [Fact]
    public void Every_pair_of_octets_survives_coding()
    {
        for (var first = 0; first < 256; first++)
        {
            for (var second = 0; second < 256; second++)
                Assert.Equal([(byte)first, (byte)second], Decoded(Coded([(byte)first, (byte)second])));
        }
    }

    [Fact]
    public void Every_length_of_text_survives_coding_at_every_bit_offset()
    {
        var text = Enumerable.Range(0, 200).Select(i => (byte)"0aX&#<\\"[i * i % 7]).ToArray();
        for (var start = 0; start < 20; start++)
        {
            for (var end = start; end <= text.Length; end++)
                Assert.Equal(text[start..end], Decoded(Coded(text[start..end])));
        }
    }

    [Fact]
    public void Chars_are_coded_like_octets()
    {
        var octets = Enumerable.Range(0, 256).Select(octet => (byte)octet).ToArray();
        var chars = Array.ConvertAll(octets, octet => (char)octet);
        var coded = new byte[Huffman.GetEncodedLength(chars)];

        Assert.Equal(coded.Length, Huffman.Encode(chars, coded));
        Assert.Equal(Coded(octets), coded);
    }

    [Fact]
    public void The_longest_possible_text_fits_its_room() =>
        Assert.All(Enumerable.Range(0, 100), length => Assert.Equal(length, Decoded(Coded(new string('0', length).Select(c => (byte)c).ToArray())).Length));

    [Theory]
    [InlineData("ff ff ff ff", "the end-of-string symbol after 0 octets of a Huffman-coded string")]
    [InlineData("1f ff ff ff ff", "the end-of-string symbol after 1 octets of a Huffman-coded string")]
    [InlineData("1f ff", "a Huffman-coded string that ends with 11 bits of no symbol")] // 'a' and eleven ones
    [InlineData("ff", "a Huffman-coded string that ends with 8 bits of no symbol")]
    [InlineData("ff ff ff", "a Huffman-coded string that ends with 24 bits of no symbol")]
    [InlineData("ff fe", "a Huffman-coded string that ends with 16 bits of no symbol")] // a code of 19 bits cut short
    [InlineData("18", "a Huffman-coded string whose padding is not all ones")] // 'a' and three zeros
    [InlineData("1e", "a Huffman-coded string whose padding is not all ones")]
    public void Wrong_endings_are_errors(string hex, string detail)
    {
        var coded = Octets(hex);

        Assert.Equal(new HpackResult(HpackStatus.CompressionError, detail), Huffman.Decode(coded, new byte[20], out _));
        new HpackDecoder().Read([0x00, 0x01, (byte)'x', (byte)(0x80 | coded.Length), .. coded]).ShouldFail(detail);
    }

    [Fact]
    public void Too_little_room_is_our_own_mistake()
    {
        Assert.Throws<ArgumentException>(() => Huffman.Decode(Octets("1f"), [], out _));
        Assert.ThrowsAny<ArgumentException>(() => Huffman.Encode("long enough"u8, new byte[3]));
    }

    [Theory]
    [InlineData("a", "10 01 78 01 61")]        // no shorter coded: as it is
    [InlineData("aaa", "10 01 78 82 18 c7")]   // 15 bits and one of padding
    [InlineData("\n\n", "10 01 78 02 0a 0a")]  // longer coded
    [InlineData("", "10 01 78 00")]
    public void Huffman_is_used_when_it_is_shorter(string value, string hex) =>
        Assert.Equal(Octets(hex), new HpackEncoder().Write(Secret("x", value)));

    [Theory]
    [InlineData("aaa", "10 01 78 03 61 61 61")]
    [InlineData("", "10 01 78 00")]
    public void Without_Huffman_strings_stand_as_they_are(string value, string hex) =>
        Assert.Equal(Octets(hex), new HpackEncoder { UseHuffman = false }.Write(Secret("x", value)));

    private static byte[] Coded(ReadOnlySpan<byte> octets)
    {
        var coded = new byte[Huffman.GetEncodedLength(octets)];
        Assert.Equal(coded.Length, Huffman.Encode(octets, coded));
        return coded;
    }

    private static byte[] Decoded(ReadOnlySpan<byte> coded)
    {
        var room = new byte[Huffman.GetMaxDecodedLength(coded.Length)];
        Assert.True(Huffman.Decode(coded, room, out var written).IsOk);
        return room[..written];
    }
}
