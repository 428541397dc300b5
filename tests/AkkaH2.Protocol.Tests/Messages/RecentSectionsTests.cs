using AkkaH2.Hpack;

namespace AkkaH2.Protocol.Tests;

public sealed class RecentSectionsTests
{
    private static readonly HeaderField Method = new(":method", "GET");

    private readonly RecentSections _recent = new();

    [Fact]
    public void A_section_that_comes_again_is_the_same_array()
    {
        var first = Share(isKnown: false, Method, new("a", "1"));
        Assert.Same(first, Share(isKnown: true, Method, new("a", "1")));
        Share(isKnown: false, Method, new("a", "2"));
        Assert.Same(first, Share(isKnown: true, Method, new("a", "1")));
    }

    [Fact]
    public void The_last_four_are_kept()
    {
        for (var n = 0; n < 5; n++)
            Share(isKnown: false, new HeaderField("n", Text(n)));
        for (var n = 1; n < 5; n++)
            Share(isKnown: true, new HeaderField("n", Text(n)));
        Share(isKnown: false, new HeaderField("n", Text(0)));
    }

    [Fact]
    public void Fewer_or_more_or_other_fields_are_another_section()
    {
        Share(isKnown: false, Method, new("a", "1"));
        Share(isKnown: false, Method);
        Share(isKnown: false, Method, new("a", "1"), new("b", "1"));
        Share(isKnown: false, new("a", "1"), Method);
        Share(isKnown: false, Method, new("b", "1"));
    }

    [Fact]
    [Trait("RFC 7541", "7.1.3")]
    public void One_with_a_field_that_is_never_to_be_indexed_is_not_kept()
    {
        var secret = new HeaderField("authorization", "secret", NeverIndexed: true);
        Share(isKnown: false, Method, secret);
        Share(isKnown: false, Method, secret);
        Share(isKnown: false, Method, secret with { NeverIndexed = false });
        Share(isKnown: false, Method, secret);
    }

    [Fact]
    public void A_long_one_is_not_kept()
    {
        var field = new HeaderField("long", new string('a', 1_024));
        Share(isKnown: false, field);
        Share(isKnown: false, field);
    }

    private static string Text(int n) => string.Intern($"{n}");

    private HeaderField[] Share(bool isKnown, params HeaderField[] fields)
    {
        var shared = _recent.Share([.. fields], out var known);
        Assert.Equal(isKnown, known);
        Assert.Equal(fields, shared);
        return shared;
    }
}
