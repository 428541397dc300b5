using static AkkaH2.Hpack.Tests.Blocks;

namespace AkkaH2.Hpack.Tests;

[Trait("RFC 7541", "7.1.3")]
public sealed class Section_7_1_3_NeverIndexed
{
    private readonly HpackEncoder _encoder = new();
    private readonly HpackDecoder _decoder = new();

    [Theory]
    [InlineData("authorization", "Basic dXNlcjpzZWNyZXQ=")]
    [InlineData("proxy-authorization", "Basic dXNlcjpzZWNyZXQ=")]
    [InlineData("set-cookie", "id=8f14e45fceea167a5a36dedd4bea2543; Secure; HttpOnly")]
    [InlineData("cookie", "id=1742")]
    public void Secrets_are_never_indexed_unasked(string name, string value)
    {
        for (var i = 0; i < 3; i++)
            _decoder.Read(_encoder.Write(Field(name, value))).ShouldBe(Secret(name, value));
        Assert.Equal(0, _encoder.Table.Count);
    }

    [Fact]
    public void A_long_cookie_is_hard_to_guess_and_worth_its_place()
    {
        var cookie = Field("cookie", "id=8f14e45fceea167a5a36dedd4bea2543");

        _decoder.Read(_encoder.Write(cookie)).ShouldBe(cookie);
        Assert.Equal(1, _encoder.Table.Count);
    }

    [Fact]
    public void Never_indexed_stays_so_from_hop_to_hop()
    {
        var block = Octets("1008 7061 7373 776f 7264 0673 6563 7265 74");
        var field = _decoder.Read(block).Fields[0];

        Assert.True(field.NeverIndexed);
        _decoder.Read(_encoder.Write(field)).ShouldBe(field);
    }

    [Fact]
    public void A_marked_field_is_a_literal_even_where_a_table_holds_it()
    {
        _encoder.Write(Field("a", "1"));

        Assert.Equal(Octets("1f 2f 01 31"), _encoder.Write(Secret("a", "1")));
        Assert.Equal(0x10, _encoder.Write(Secret(":method", "GET"))[0] & 0xF0);
    }

    [Fact]
    public void The_same_instances_unmarked_and_marked_are_told_apart()
    {
        var field = Field("a", "1");
        _encoder.Write(field);

        Assert.Equal(Octets("1f 2f 01 31"), _encoder.Write(field with { NeverIndexed = true }));
        Assert.Equal(Octets("be"), _encoder.Write(field));
    }
}
