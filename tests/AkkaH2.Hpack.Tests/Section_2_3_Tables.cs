using static AkkaH2.Hpack.Tests.Blocks;

namespace AkkaH2.Hpack.Tests;

[Trait("RFC 7541", "2.3")]
public sealed class Section_2_3_Tables
{
    private readonly HpackDecoder _decoder = new();

    [Theory]
    [Trait("RFC 7541", "A")]
    [InlineData(1, ":authority", "")]
    [InlineData(2, ":method", "GET")]
    [InlineData(5, ":path", "/index.html")]
    [InlineData(7, ":scheme", "https")]
    [InlineData(8, ":status", "200")]
    [InlineData(14, ":status", "500")]
    [InlineData(16, "accept-encoding", "gzip, deflate")]
    [InlineData(28, "content-length", "")]
    [InlineData(32, "cookie", "")]
    [InlineData(46, "location", "")]
    [InlineData(61, "www-authenticate", "")]
    public void A_low_index_stands_for_a_field_of_appendix_A(byte index, string name, string value) =>
        _decoder.Read([(byte)(0x80 | index)]).ShouldBe(Field(name, value));

    [Fact]
    [Trait("RFC 7541", "2.3.1")]
    public void Every_static_field_but_a_secret_is_written_as_its_index()
    {
        foreach (var index in Enumerable.Range(1, StaticTable.Count).Where(index => !IndexingPolicy.IsSecret(StaticTable.Field(index).Name)))
            Assert.Equal([(byte)(0x80 | index)], new HpackEncoder().Write(StaticTable.Field(index)));
    }

    [Fact]
    [Trait("RFC 7541", "2.3.3")]
    public void Dynamic_indexes_begin_at_62_with_the_newest()
    {
        _decoder.Read("40 01 61 01 31  40 01 62 01 32");

        _decoder.Read("be bf").ShouldBe(Field("b", "2"), Field("a", "1"));
    }

    [Fact]
    [Trait("RFC 7541", "2.3.3")]
    public void A_name_may_come_from_either_table()
    {
        _decoder.Read("40 01 61 01 31");

        _decoder.Read("0f 2f 01 32  0f 11 01 33").ShouldBe(Field("a", "2"), Field("cookie", "3"));
    }

    [Fact]
    [Trait("RFC 7541", "2.3.2")]
    public void Duplicates_may_stand_in_the_table()
    {
        _decoder.Read("40 01 61 01 31  40 01 61 01 31");

        _decoder.ShouldHold(68, Field("a", "1"), Field("a", "1"));
    }

    [Fact]
    public void What_an_index_stands_for_is_the_same_instance_each_time()
    {
        var first = _decoder.Read("40 01 61 01 31  82").Fields;
        var again = _decoder.Read("be 82").Fields;

        Assert.Same(first[0].Name, again[0].Name);
        Assert.Same(first[0].Value, again[0].Value);
        Assert.Same(first[1].Value, again[1].Value);
    }

    [Fact]
    [Trait("RFC 7541", "2.2")]
    public void Directions_and_connections_have_tables_of_their_own()
    {
        _decoder.Read("40 01 61 01 31");

        new HpackDecoder().Read("be").ShouldFail("index 62 is beyond the tables (61 static, 0 dynamic)");
    }
}
