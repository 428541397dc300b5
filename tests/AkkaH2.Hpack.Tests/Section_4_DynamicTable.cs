using static AkkaH2.Hpack.Tests.Blocks;

namespace AkkaH2.Hpack.Tests;

[Trait("RFC 7541", "4")]
public sealed class Section_4_DynamicTable
{
    private readonly HpackDecoder _decoder = new(100);

    [Fact]
    [Trait("RFC 7541", "4.1")]
    public void A_field_counts_with_its_octets_and_32() => Assert.Equal(1 + 2 + 32, Field("a", "12").Size);

    [Fact]
    [Trait("RFC 7541", "4.4")]
    public void The_oldest_make_room_for_a_new_field()
    {
        _decoder.Read("40 01 61 01 31  40 01 62 01 32  40 01 63 01 33");

        _decoder.ShouldHold(68, Field("c", "3"), Field("b", "2"));
    }

    [Fact]
    [Trait("RFC 7541", "4.4")]
    public void A_field_larger_than_the_table_empties_it_and_is_no_error()
    {
        _decoder.Read("40 01 61 01 31");

        var large = new string('v', 68);
        _decoder.Read([0x40, 0x01, (byte)'b', 68, .. large.Select(c => (byte)c)]).ShouldBe(Field("b", large));
        _decoder.ShouldHold(0);
    }

    [Fact]
    [Trait("RFC 7541", "4.4")]
    public void A_new_field_may_take_its_name_from_the_one_it_evicts()
    {
        _decoder.Read("40 01 61 01 31");

        var value = new string('v', 60);
        _decoder.Read([0x7E, 60, .. value.Select(c => (byte)c)]).ShouldBe(Field("a", value));
        _decoder.ShouldHold(93, Field("a", value));
    }

    [Fact]
    [Trait("RFC 7541", "4.3")]
    public void A_size_update_evicts_and_growing_brings_nothing_back()
    {
        _decoder.Read("40 01 61 01 31  40 01 62 01 32");

        _decoder.Read("3f 03 be").ShouldBe(Field("b", "2")); // 34 octets
        _decoder.ShouldHold(34, Field("b", "2"));
        _decoder.Read("3f 45").ShouldBe(); // 100 octets
        _decoder.ShouldHold(34, Field("b", "2"));
        _decoder.Read("20").ShouldBe();
        _decoder.ShouldHold(0);
    }

    [Fact]
    [Trait("RFC 7541", "4.2")]
    public void An_update_up_to_the_limit_is_taken_and_one_above_is_an_error()
    {
        new HpackDecoder(4096).Read("3f e1 1f").ShouldBe();
        new HpackDecoder(4096).Read("3f e2 1f").ShouldFail("a size update to 4097 octets where 4096 are allowed");
        new HpackDecoder(0).Read("20").ShouldBe();
        new HpackDecoder(0).Read("21").ShouldFail("a size update to 1 octets where 0 are allowed");
    }

    [Fact]
    [Trait("RFC 7541", "6.3")]
    public void A_raised_limit_is_used_only_after_an_update()
    {
        _decoder.SetMaxTableSize(200);

        _decoder.Read("40 01 61 01 31  40 01 62 01 32  40 01 63 01 33");
        _decoder.ShouldHold(68, Field("c", "3"), Field("b", "2"));
        _decoder.Read("3f a9 01").ShouldBe(); // 200 octets
        Assert.Equal(200, _decoder.Table.MaxSize);
    }

    [Fact]
    [Trait("RFC 7541", "4.2")]
    public void A_size_update_after_a_field_is_an_error() =>
        _decoder.Read("82 20").ShouldFail("a size update after the beginning of the block");

    [Fact]
    [Trait("RFC 7541", "4.2")]
    public void A_lowered_limit_demands_an_update_in_the_next_block()
    {
        _decoder.SetMaxTableSize(50);

        _decoder.Read("82").ShouldFail("no size update at the beginning of the block after the table was limited to 50 octets");
    }

    [Fact]
    [Trait("RFC 7541", "4.2")]
    public void The_demanded_update_ends_the_demand()
    {
        _decoder.SetMaxTableSize(50);

        _decoder.Read("3f 13 82").ShouldBe(Field(":method", "GET")); // 50 octets
        _decoder.Read("82").ShouldBe(Field(":method", "GET"));
    }

    [Fact]
    [Trait("RFC 7541", "4.2")]
    public void The_smallest_limit_since_the_last_block_must_be_signaled_first()
    {
        _decoder.SetMaxTableSize(0);
        _decoder.SetMaxTableSize(100);
        _decoder.Read("20 3f 45").ShouldBe();

        _decoder.SetMaxTableSize(0);
        _decoder.SetMaxTableSize(100);
        _decoder.Read("3f 45").ShouldFail("a size update to 100 octets where 0 are allowed");
    }

    [Fact]
    [Trait("RFC 7541", "4.2")]
    public void A_limit_raised_again_below_the_size_in_use_still_demands_the_smallest()
    {
        _decoder.SetMaxTableSize(0);
        _decoder.SetMaxTableSize(50);

        _decoder.Read("3f 13").ShouldFail("a size update to 50 octets where 0 are allowed");
    }

    [Fact]
    [Trait("RFC 7541", "4.2")]
    public void A_limit_lowered_above_the_size_in_use_demands_nothing()
    {
        _decoder.Read("20");
        _decoder.SetMaxTableSize(50);

        _decoder.Read("82").ShouldBe(Field(":method", "GET"));
    }
}
