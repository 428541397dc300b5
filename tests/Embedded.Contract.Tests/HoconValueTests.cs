using Akka.Configuration;

namespace Embedded.Contract.Tests;

/// <summary>What a setting is worth, asked for as a type.</summary>
public sealed class HoconValueTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("on", true)]
    [InlineData("false", false)]
    [InlineData("off", false)]
    public void Booleans_have_several_words(string text, bool expected) =>
        Assert.Equal(expected, Parse(text).GetBoolean("a"));

    [Fact]
    public void Numbers_are_read_as_the_type_asked_for()
    {
        Assert.Equal(42, Parse("42").GetInt("a"));
        Assert.Equal(-42, Parse("-42").GetInt("a"));
        Assert.Equal(5_000_000_000, Parse("5000000000").GetLong("a"));
        Assert.Equal(1.5, Parse("1.5").GetDouble("a"));
        Assert.Equal(1.5f, Parse("1.5").GetFloat("a"));
        Assert.Equal(1.5m, Parse("1.5").GetDecimal("a"));
    }

    [Theory]
    [InlineData("10s", 10_000)]
    [InlineData("10 s", 10_000)]
    [InlineData("5 ms", 5)]
    [InlineData("5 milliseconds", 5)]
    [InlineData("250", 250)]
    [InlineData("1.5s", 1_500)]
    [InlineData("2m", 120_000)]
    [InlineData("2 minutes", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    public void Durations_have_units_and_count_milliseconds_without_one(string text, double milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Parse(text).GetTimeSpan("a"));

    [Fact]
    public void A_duration_may_be_infinite_where_that_is_allowed()
    {
        Assert.Equal(Timeout.InfiniteTimeSpan, Parse("infinite").GetTimeSpan("a"));
        Assert.ThrowsAny<Exception>(() => Parse("infinite").GetTimeSpan("a", allowInfinite: false));
    }

    [Theory]
    [InlineData("512", 512)]
    [InlineData("512b", 512)]
    [InlineData("64k", 64 * 1024)]
    [InlineData("1kB", 1000)]
    [InlineData("1KiB", 1024)]
    [InlineData("1MiB", 1024 * 1024)]
    [InlineData("30MB", 30_000_000)]
    [InlineData("2m", 2 * 1024 * 1024)]
    [InlineData("2 GiB", 2L * 1024 * 1024 * 1024)]
    public void Sizes_have_units_by_tens_and_by_twos(string text, long octets) =>
        Assert.Equal(octets, Parse(text).GetByteSize("a"));

    [Fact]
    public void What_is_not_set_has_the_given_default()
    {
        var config = ConfigurationFactory.ParseString("b = 1");

        Assert.Null(config.GetString("a"));
        Assert.Equal("x", config.GetString("a", "x"));
        Assert.Equal(7, config.GetInt("a", 7));
        Assert.True(config.GetBoolean("a", true));
        Assert.Equal(TimeSpan.FromSeconds(3), config.GetTimeSpan("a", TimeSpan.FromSeconds(3)));
        Assert.Null(config.GetByteSize("a"));
        Assert.Empty(config.GetStringList("a"));
        Assert.True(config.GetConfig("a").IsNullOrEmpty());
        Assert.False(config.HasPath("a"));
        Assert.False(config.HasPath("b.c"));
        Assert.True(config.HasPath("b"));
    }

    [Theory]
    [InlineData("word")]
    [InlineData("10 parsecs")]
    public void What_is_not_of_the_type_is_an_error(string text)
    {
        Assert.ThrowsAny<Exception>(() => Parse(text).GetInt("a"));
        Assert.ThrowsAny<Exception>(() => Parse(text).GetTimeSpan("a"));
        Assert.ThrowsAny<Exception>(() => Parse(text).GetByteSize("a"));
        Assert.ThrowsAny<Exception>(() => Parse(text).GetBoolean("a"));
    }

    [Fact]
    public void A_section_is_a_configuration_of_its_own()
    {
        var section = ConfigurationFactory.ParseString("a { b { c = 1, d = on } }").GetConfig("a");

        Assert.Equal(1, section.GetInt("b.c"));
        Assert.True(section.GetBoolean("b.d"));
    }

    private static Config Parse(string value) => ConfigurationFactory.ParseString($"a = {value}");
}
