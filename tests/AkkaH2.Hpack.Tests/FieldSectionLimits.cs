using static AkkaH2.Hpack.Tests.Blocks;

namespace AkkaH2.Hpack.Tests;

/// <summary>RFC 9113 §10.5.1: a field section beyond the limits is not kept, but the tables stay in step.</summary>
[Trait("RFC 9113", "6.5.2")]
[Trait("RFC 9113", "10.5.1")]
public sealed class FieldSectionLimits
{
    [Fact]
    public void A_section_of_exactly_the_limit_is_kept()
    {
        var decoder = new HpackDecoder { MaxFieldSectionSize = 34 + 42, MaxFieldCount = 2 };

        decoder.Read("00 01 61 01 31  82").ShouldBe(Field("a", "1"), Field(":method", "GET"));
    }

    [Fact]
    public void Fields_beyond_the_octets_are_not_kept_and_the_tables_stay_in_step()
    {
        var decoder = new HpackDecoder { MaxFieldSectionSize = 40 };
        var decoded = decoder.Read("40 01 61 01 31  40 01 62 01 32  40 01 63 01 33  00 01 64 01 34  82");

        Assert.Equal(new HpackResult(HpackStatus.ListTooLarge, "a field section of 178 octets where 40 are allowed"), decoded.Result);
        Assert.Equal([Field("a", "1")], decoded.Fields);
        decoder.ShouldHold(102, Field("c", "3"), Field("b", "2"), Field("a", "1"));
        decoder.Read("be").ShouldBe(Field("c", "3"));
    }

    [Fact]
    public void Fields_beyond_the_count_are_not_kept()
    {
        var decoded = new HpackDecoder { MaxFieldCount = 1 }.Read("82 84 86");

        Assert.Equal(new HpackResult(HpackStatus.ListTooLarge, "a field section of 3 fields where 1 are allowed"), decoded.Result);
        Assert.Equal([Field(":method", "GET")], decoded.Fields);
    }

    [Fact]
    public void A_small_field_after_a_large_one_is_not_kept_either()
    {
        var decoded = new HpackDecoder { MaxFieldSectionSize = 60 }.Read([0x00, 0x01, (byte)'a', 30, .. new byte[30], 0x82]);

        Assert.Equal(HpackStatus.ListTooLarge, decoded.Result.Status);
        Assert.Empty(decoded.Fields);
    }

    [Fact]
    public void A_fault_behind_the_limit_is_still_a_fault() =>
        new HpackDecoder { MaxFieldCount = 1 }.Read("82 82 80").ShouldFail("index 0, which stands for no field");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_string_that_nobody_would_keep_is_not_made(bool huffman)
    {
        var block = Large(0x00, huffman);
        byte[] inserting = [.. Large(0x40, huffman), .. block];
        var decoder = new HpackDecoder { MaxFieldSectionSize = 16_384 };
        var fields = new List<HeaderField>();
        decoder.Decode(inserting, fields);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(HpackStatus.ListTooLarge, decoder.Decode(block, fields).Status);
        Assert.Equal(HpackStatus.ListTooLarge, decoder.Decode(inserting, fields).Status);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000); // the details; a string would be 100,000
        Assert.Empty(fields);
    }

    [Fact]
    [Trait("RFC 7541", "4.4")]
    public void A_field_beyond_the_limit_and_larger_than_the_table_empties_it()
    {
        var decoder = new HpackDecoder { MaxFieldSectionSize = 100 };
        decoder.Read("40 01 61 01 31").ShouldBe(Field("a", "1"));

        Assert.Equal(HpackStatus.ListTooLarge, decoder.Read(Large(0x40, huffman: false)).Result.Status);
        decoder.ShouldHold(0);
    }

    [Fact]
    public void A_field_beyond_the_limit_that_fits_the_table_is_known_to_the_next_block()
    {
        var decoder = new HpackDecoder { MaxFieldSectionSize = 100 };
        var large = Field("a", new string('v', 200));

        Assert.Equal(HpackStatus.ListTooLarge, decoder.Read([0x40, 0x01, (byte)'a', 0x7F, 200 - 127, .. new string('v', 200).Select(c => (byte)c)]).Result.Status);
        decoder.MaxFieldSectionSize = 1000;
        decoder.Read("be").ShouldBe(large);
    }

    [Fact]
    public void What_was_not_kept_here_comes_whole_where_there_is_room()
    {
        var block = Octets("00 01 78 0c 73 68 61 72 65 64 20 6f 72 20 6e 6f");
        for (var i = 0; i < 4; i++) // what comes again is shared by the process
            Assert.Equal(HpackStatus.ListTooLarge, new HpackDecoder { MaxFieldSectionSize = 40 }.Read(block).Result.Status);

        new HpackDecoder().Read(block).ShouldBe(Field("x", "shared or no"));
    }

    [Fact]
    public void A_large_field_repeated_by_index_takes_no_memory()
    {
        var decoder = new HpackDecoder { MaxFieldSectionSize = 16_384 };
        decoder.Read([0x40, 0x01, (byte)'a', 0x7F, 0xA1, 0x1E, .. new byte[4000]]);
        var block = Enumerable.Repeat((byte)0xBE, 60_000).ToArray();
        var fields = new List<HeaderField>(16);
        decoder.Decode(block, fields);
        fields.Clear();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(HpackStatus.ListTooLarge, decoder.Decode(block, fields).Status);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000); // the detail
        Assert.Equal(4, fields.Count);
    }

    /// <summary>A field of 50,000 octets as a literal of this representation.</summary>
    private static byte[] Large(byte pattern, bool huffman)
    {
        var octets = Enumerable.Repeat((byte)'a', 50_000).ToArray();
        var coded = new byte[Huffman.GetEncodedLength(octets)];
        Huffman.Encode(octets, coded);
        var value = huffman ? coded : octets;
        var length = value.Length - 0x7F; // three octets behind the prefix (RFC 7541 §5.1)
        return [pattern, 0x01, (byte)'a', (byte)(huffman ? 0xFF : 0x7F), (byte)(length | 0x80), (byte)(length >> 7 | 0x80), (byte)(length >> 14), .. value];
    }
}
