using System.Buffers;
using AkkaH2.Hpack;

namespace AkkaH2.Protocol.Tests;

[Trait("RFC 9113", "8.2.3")]
public sealed class CookieCrumbsTests
{
    private const string Long = "id=8f14e45fceea167a5a36dedd4bea2543";

    [Fact]
    public void Each_crumb_is_a_field_in_the_place_of_the_cookie() => Assert.Equal(
        [new("accept", "*/*"), new("cookie", "a=1"), new("cookie", "b=2"), new("cookie", "c=3"), new("te", "trailers")],
        CookieCrumbs.Split([new("accept", "*/*"), new("cookie", "a=1; b=2; c=3"), new("te", "trailers")]));

    [Fact]
    public void Crumbs_of_a_cookie_that_is_never_indexed_are_never_indexed() => Assert.Equal(
        [new("cookie", "a=1", NeverIndexed: true), new("cookie", Long, NeverIndexed: true)],
        CookieCrumbs.Split([new("cookie", $"a=1; {Long}", NeverIndexed: true)]));

    [Theory]
    [InlineData("accept", "text/html; q=1")]
    [InlineData("set-cookie", "a=1; Secure")]
    [InlineData("cookie", "a=1;b=2")]
    [InlineData("cookie", "")]
    public void Fields_without_crumbs_are_left_alone(string name, string value)
    {
        HeaderField[] fields = [new(":method", "GET"), new(name, value)];
        Assert.Same(fields, CookieCrumbs.Split(fields));
    }

    [Theory]
    [Trait("RFC 9113", "8.2.1")]
    [InlineData("a=1;  b=2")]
    [InlineData("a=1 ; b=2")]
    [InlineData("a=1; \tb=2; c=3")]
    public void A_cookie_whose_crumbs_would_be_malformed_stays_whole(string cookie)
    {
        HeaderField[] fields = [new("cookie", cookie)];
        Assert.Null(FieldRules.CheckSent(fields));
        Assert.Null(FieldRules.Check(CookieCrumbs.Split(fields)));
        Assert.Equal(fields, CookieCrumbs.Split(fields));
    }

    [Theory]
    [InlineData("a=1; b=2")]
    [InlineData("a=1; ; b=2; ")]
    [InlineData("; ")]
    [InlineData("a=1;b=2;  c=3")]
    public void What_was_split_is_joined_to_the_same(string cookie)
    {
        HeaderField[] fields = [new("accept", "*/*"), new("cookie", cookie)];
        Assert.Equal(fields, CookieCrumbs.Join(new Headers(CookieCrumbs.Split(fields), 0)));
    }

    [Fact]
    [Trait("RFC 7541", "6.2.3")]
    public void A_cookie_with_a_crumb_that_came_as_never_indexed_stays_so() => Assert.Equal(
        [new("cookie", $"{Long}; a=1", NeverIndexed: true)],
        CookieCrumbs.Join(new Headers([new("cookie", Long), new("cookie", "a=1", NeverIndexed: true)], 0)));

    [Fact]
    [Trait("RFC 7541", "7.1.3")]
    public void On_the_wire_short_crumbs_are_never_indexed_and_long_ones_cost_one_octet_the_second_time()
    {
        var (encoder, decoder) = (new HpackEncoder(), new HpackDecoder());
        var fields = CookieCrumbs.Split([new("cookie", $"{Long}; a=1")]);
        foreach (var octets in new[] { 36, 6 })
        {
            var block = new ArrayBufferWriter<byte>();
            encoder.Encode(fields, block);
            var read = new List<HeaderField>();
            Assert.True(decoder.Decode(block.WrittenSpan, read).IsOk);
            Assert.Equal([new("cookie", Long), new("cookie", "a=1", NeverIndexed: true)], read);
            Assert.InRange(block.WrittenCount, 1, octets);
        }
    }
}
