using Akka.Configuration;

namespace Embedded.Contract.Tests;

/// <summary>Layers: the first one that sets a key wins, sections merge.</summary>
public sealed class HoconFallbackTests
{
    private static readonly Config _upper = "akka.io { port = 1, host = upper }";
    private static readonly Config _middle = "akka.io { port = 2, backlog = 20 }\nakka.name = middle";
    private static readonly Config _lower = "akka.io { port = 3, buffer = 300 }";

    [Fact]
    public void A_missing_key_is_looked_for_in_the_fallbacks_in_order()
    {
        var config = _upper.WithFallback(_middle).WithFallback(_lower);

        Assert.Equal("1 upper 20 300 middle", Summary(config));
    }

    [Fact]
    public void Nested_and_chained_fallbacks_are_the_same()
    {
        var config = _upper.WithFallback(_middle.WithFallback(_lower));

        Assert.Equal("1 upper 20 300 middle", Summary(config));
    }

    [Fact]
    public void A_section_has_its_fallbacks_too()
    {
        var section = _upper.WithFallback(_middle).WithFallback(_lower).GetConfig("akka.io");

        Assert.Equal([1, 20, 300], new[] { "port", "backlog", "buffer" }.Select(path => section.GetInt(path)));
    }

    [Fact]
    public void Layering_leaves_the_layers_as_they_were()
    {
        _ = _upper.WithFallback(_lower);

        Assert.False(_upper.HasPath("akka.io.buffer"));
    }

    [Fact]
    public void A_configuration_cannot_have_itself_as_fallback() =>
        Assert.Throws<ArgumentException>(() => _upper.WithFallback(_upper));

    [Fact]
    public void Plus_puts_a_text_above_or_below()
    {
        Assert.Equal(9, ("akka.io.port = 9" + _upper).GetInt("akka.io.port"));
        Assert.Equal(1, (_upper + "akka.io.port = 9").GetInt("akka.io.port"));
    }

    [Fact]
    public void Safe_fallback_accepts_a_missing_configuration() =>
        Assert.Same(_lower, ((Config?)null).SafeWithFallback(_lower));

    private static string Summary(Config config) => string.Join(' ',
        new[] { "akka.io.port", "akka.io.host", "akka.io.backlog", "akka.io.buffer", "akka.name" }.Select(path => config.GetString(path)));
}
