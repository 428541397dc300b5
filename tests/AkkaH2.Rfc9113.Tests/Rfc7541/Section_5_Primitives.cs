namespace AkkaH2.Rfc9113.Tests.Rfc7541;

[Trait("RFC 7541", "5")]
public sealed class Section_5_Primitives(TestServer server) : HpackSectionTests(server)
{
    private static byte[] Get => RawBlock.Get("/field");

    [Theory, Trait("RFC 7541", "5.1")]
    [InlineData(new byte[] { 0x7f, 0xff, 0xff, 0xff, 0xff, 0x0f })] // a name's index
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f })] // a field's index
    [InlineData(new byte[] { 0x00, 0x7f, 0xff, 0xff, 0xff, 0xff, 0x7f })] // a string's length
    public Task An_integer_that_is_too_large_is_an_error(byte[] octets) => IsCompressionError([.. Get, .. octets]);

    [Theory, Trait("RFC 7541", "5.1")]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xff, 0x80 })]
    [InlineData(new byte[] { 0x0f })]
    public Task An_integer_that_the_block_cuts_off_is_an_error(byte[] octets) => IsCompressionError([.. Get, .. octets]);

    [Fact, Trait("RFC 7541", "5.1")]
    public Task An_integer_may_be_longer_than_needed() =>
        IsField(new string('~', 127), [.. Get, RawBlock.NotIndexed, .. RawBlock.String("x-test"), 0x7f, 0x80, 0x00, .. Enumerable.Repeat((byte)'~', 127)]);

    [Fact, Trait("RFC 7541", "5.2")]
    public Task A_string_may_be_Huffman_coded() =>
        IsField("www.example.com", [.. Get, RawBlock.NotIndexed, .. RawBlock.String("x-test"), 0x8c, 0xf1, 0xe3, 0xc2, 0xe5, 0xf2, 0x3a, 0x6b, 0xa0, 0xab, 0x90, 0xf4, 0xff]);

    [Fact, Trait("RFC 7541", "5.2")]
    public Task A_string_may_be_empty() => IsField("", [.. Get, RawBlock.NotIndexed, .. RawBlock.String("x-test"), 0x00]);

    [Fact, Trait("RFC 7541", "5.2")]
    public Task A_Huffman_coded_string_may_be_empty() => IsField("", [.. Get, RawBlock.NotIndexed, .. RawBlock.String("x-test"), 0x80]);

    [Theory, Trait("RFC 7541", "5.2")]
    [InlineData(new byte[] { 0x81, 0x00 })] // "0", padded with zeros
    [InlineData(new byte[] { 0x82, 0x07, 0xff })] // "0", padded with 11 ones
    [InlineData(new byte[] { 0x84, 0xff, 0xff, 0xff, 0xff })] // EOS
    [InlineData(new byte[] { 0x85, 0x07, 0xff, 0xff, 0xff, 0xff })] // "0", then EOS
    public Task Bad_padding_and_EOS_are_errors(byte[] value) =>
        IsCompressionError([.. Get, RawBlock.NotIndexed, .. RawBlock.String("x-test"), .. value]);

    [Theory, Trait("RFC 7541", "5.2")]
    [InlineData(new byte[] { 0x05, 0x61 })] // 5 octets announced, 1 there
    [InlineData(new byte[] { 0x85, 0x07 })]
    [InlineData(new byte[] { })] // no value
    public Task A_string_that_the_block_cuts_off_is_an_error(byte[] value) =>
        IsCompressionError([.. Get, RawBlock.NotIndexed, .. RawBlock.String("x-test"), .. value]);
}
