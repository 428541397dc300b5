using static AkkaH2.Hpack.Tests.Blocks;

namespace AkkaH2.Hpack.Tests;

[Trait("RFC 7541", "4.2")]
public sealed class Section_4_2_EncoderSizeUpdates
{
    private static readonly HeaderField Get = Field(":method", "GET");

    [Fact]
    public void Nothing_is_signaled_when_both_ends_begin_with_4096() => Assert.Equal(Octets("82"), new HpackEncoder().Write(Get));

    [Fact]
    public void A_lower_cap_of_ours_is_signaled_in_the_first_block()
    {
        var encoder = new HpackEncoder(tableSizeCap: 100);

        Assert.Equal(Octets("3f 45 82"), encoder.Write(Get));
        Assert.Equal(Octets("82"), encoder.Write(Get));
    }

    [Fact]
    public void A_lowered_table_is_signaled_once()
    {
        var encoder = new HpackEncoder();
        encoder.SetPeerMaxTableSize(0);

        Assert.Equal(Octets("20 82"), encoder.Write(Get));
        Assert.Equal(Octets("82"), encoder.Write(Get));
    }

    [Fact]
    public void The_minimum_between_two_blocks_is_signaled_before_the_final_size()
    {
        var encoder = new HpackEncoder();
        encoder.SetPeerMaxTableSize(1000);
        encoder.SetPeerMaxTableSize(0);
        encoder.SetPeerMaxTableSize(100);

        Assert.Equal(Octets("20 3f 45 82"), encoder.Write(Get));
        Assert.Equal(Octets("82"), encoder.Write(Get));
    }

    [Fact]
    public void A_table_lowered_and_raised_again_is_emptied_on_both_sides()
    {
        var encoder = new HpackEncoder();
        encoder.Write(Field("a", "1"));
        encoder.SetPeerMaxTableSize(0);
        encoder.SetPeerMaxTableSize(4096);

        Assert.Equal(Octets("20 3f e1 1f 40 01 61 01 31"), encoder.Write(Field("a", "1")));
    }

    [Fact]
    public void A_raised_table_is_used_up_to_our_cap()
    {
        var encoder = new HpackEncoder(tableSizeCap: 5000);
        encoder.SetPeerMaxTableSize(int.MaxValue);

        Assert.Equal(Octets("3f e9 26 82"), encoder.Write(Get));
        Assert.Equal(5000, encoder.Table.MaxSize);
    }

    [Fact]
    public void A_raised_table_above_our_cap_changes_nothing()
    {
        var encoder = new HpackEncoder();
        encoder.SetPeerMaxTableSize(16_384);

        Assert.Equal(Octets("82"), encoder.Write(Get));
    }

    [Fact]
    public void An_empty_block_carries_the_update_too()
    {
        var encoder = new HpackEncoder();
        encoder.SetPeerMaxTableSize(0);

        Assert.Equal(Octets("20"), encoder.Write());
    }
}
