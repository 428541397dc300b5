using static AkkaH2.Hpack.Tests.Blocks;

namespace AkkaH2.Hpack.Tests;

/// <summary>RFC 7541 §6 and RFC 9113 §4.3: what cannot be decoded is an error that says what was seen, never an exception.</summary>
[Trait("RFC 7541", "5")]
[Trait("RFC 9113", "4.3")]
public sealed class MalformedBlocks
{
    [Theory]
    [InlineData("80", "index 0, which stands for no field")]
    [InlineData("be", "index 62 is beyond the tables (61 static, 0 dynamic)")]
    [InlineData("40 01 61 01 31 c6", "index 70 is beyond the tables (61 static, 1 dynamic)")]
    [InlineData("7e 01 31", "index 62 is beyond the tables (61 static, 0 dynamic)")]
    [InlineData("0f 2f 01 31", "index 62 is beyond the tables (61 static, 0 dynamic)")]
    [InlineData("1f 2f 01 31", "index 62 is beyond the tables (61 static, 0 dynamic)")]
    [InlineData("ff 80 ff ff ff 07", "index 2147483647 is beyond the tables (61 static, 0 dynamic)")]
    [InlineData("ff ff ff ff ff 0f", "an integer above 2147483647")]
    [InlineData("ff 80 80 80 80 80 80 01", "an integer of more than 6 octets")]
    [InlineData("ff", "the block ends inside an integer")]
    [InlineData("ff 80", "the block ends inside an integer")]
    [InlineData("3f", "the block ends inside an integer")]
    [InlineData("40", "the block ends where a string should begin")]
    [InlineData("40 01 61", "the block ends where a string should begin")]
    [InlineData("41", "the block ends where a string should begin")]
    [InlineData("00 05 61", "a string of 5 octets where the block has 1 left")]
    [InlineData("00 01 61 83 1c", "a string of 3 octets where the block has 1 left")]
    [InlineData("00 7f ff ff ff ff 0f", "an integer above 2147483647")]
    [InlineData("00 7f 80 ff ff ff 07 61", "a string of 2147483647 octets where the block has 1 left")]
    [InlineData("00 01 61 84 ff ff ff ff", "the end-of-string symbol after 0 octets of a Huffman-coded string")]
    [InlineData("00 81 18 01 31", "a Huffman-coded string whose padding is not all ones")]
    [InlineData("00 01 61 82 1f ff", "a Huffman-coded string that ends with 11 bits of no symbol")]
    [InlineData("3f e2 1f", "a size update to 4097 octets where 4096 are allowed")]
    [InlineData("82 3f e1 1f", "a size update after the beginning of the block")]
    public void A_malformed_block_is_an_error(string hex, string detail) => new HpackDecoder().Read(hex).ShouldFail(detail);

    [Fact]
    public void Fields_before_the_fault_have_been_appended() =>
        Assert.Equal([Field(":method", "GET")], new HpackDecoder().Read("82 80").Fields);

    [Fact]
    public void An_empty_block_has_no_fields() => new HpackDecoder().Read("").ShouldBe();

    [Fact]
    public void A_field_may_be_empty() => new HpackDecoder().Read("00 00 00").ShouldBe(Field("", ""));

    [Theory]
    [Trait("RFC 7541", "5.2")]
    [InlineData("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff 5886 a8eb 1064 9cbf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf")]
    [InlineData("20 3f e1 1f 8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d 1008 7061 7373 776f 7264 0673 6563 7265 74 0f 2f 01 31")]
    public void A_block_cut_anywhere_gives_whole_fields_and_an_error_unless_it_ends_with_one(string hex)
    {
        var block = Octets(hex);
        var whole = new HpackDecoder().Read(block);
        Assert.True(whole.Result.IsOk);
        for (var length = 0; length < block.Length; length++)
        {
            var cut = new HpackDecoder().Read(block.AsSpan(0, length));
            Assert.Equal(whole.Fields.Take(cut.Fields.Count), cut.Fields);
            Assert.True(cut.Fields.Count < whole.Fields.Count);
            Assert.NotEqual(HpackStatus.ListTooLarge, cut.Result.Status);
            Assert.Equal(cut.Result.IsOk, cut.Result.Detail is null);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Mutated_blocks_never_throw_nor_pass_the_limits(int seed) => new BlockFuzz(seed).Run(blocks: 5_000);
}
