using Akka.Configuration;

namespace Embedded.Contract.Tests;

/// <summary>HOCON as the Akka.NET documentation shows it: what a text means.</summary>
public sealed class HoconSyntaxTests
{
    [Theory]
    [InlineData("a = text", "text")]
    [InlineData("a : text", "text")]
    [InlineData("a = \"quoted text\"", "quoted text")]
    [InlineData("a = two words", "two words")]
    [InlineData("a=  \t trimmed \t ,", "trimmed")]
    [InlineData("a = 127.0.0.1", "127.0.0.1")]
    [InlineData("a = \"with \\\"quotes\\\", \\\\ and \\n and \\u00e9\"", "with \"quotes\", \\ and \n and é")]
    [InlineData("a = \"\"\"C:\\Dev\\file.txt\"\"\"", "C:\\Dev\\file.txt")]
    [InlineData("a = \"\"\"two\nlines\"\"\"", "two\nlines")]
    [InlineData("a = \"akka.tcp://sys@host:1\" # a comment", "akka.tcp://sys@host:1")]
    [InlineData("a = b // a comment", "b")]
    [InlineData("a = \"\"", "")]
    public void A_value_is_text_until_it_is_asked_for_as_something_else(string hocon, string expected) =>
        Assert.Equal(expected, ConfigurationFactory.ParseString(hocon).GetString("a"));

    [Theory]
    [InlineData("a.b.c = 1")]
    [InlineData("a { b { c = 1 } }")]
    [InlineData("a { b.c = 1 }")]
    [InlineData("{ \"a\" : { \"b\" : { \"c\" : 1 } } }")]
    [InlineData("a = { b = { c = 1 } }")]
    [InlineData("a.b { c = 0 }\na.b.c = 1")]
    [InlineData("# first a comment\n\na {\n  // and another\n  b {\n    c = 1 # and a third\n  }\n}\n")]
    public void Dotted_paths_and_nested_objects_say_the_same(string hocon) =>
        Assert.Equal(1, ConfigurationFactory.ParseString(hocon).GetInt("a.b.c"));

    [Fact]
    public void A_quoted_key_may_hold_dots_and_slashes()
    {
        var config = ConfigurationFactory.ParseString("deployment { \"/a.b/*\" { router = round-robin } }");

        Assert.Equal("round-robin", config.GetString("deployment.\"/a.b/*\".router"));
    }

    [Fact]
    public void A_key_may_hold_blanks() =>
        Assert.Equal("42", ConfigurationFactory.ParseString("a b c : 42").GetString("a b c"));

    [Fact]
    public void A_later_object_merges_into_an_earlier_one()
    {
        var config = ConfigurationFactory.ParseString("a.b = { x = 1, y = 2 }\na.b = { y = 3, z = 4 }");

        Assert.Equal([1, 3, 4], new[] { "a.b.x", "a.b.y", "a.b.z" }.Select(path => config.GetInt(path)));
    }

    [Fact]
    public void A_later_value_replaces_an_earlier_one()
    {
        var config = ConfigurationFactory.ParseString("a = 1\na = 2\nb = [1, 2]\nb = [3]");

        Assert.Equal(2, config.GetInt("a"));
        Assert.Equal([3], config.GetIntList("b"));
    }

    [Fact]
    public void Null_hides_what_was_set_before()
    {
        var config = ConfigurationFactory.ParseString("a.b = 1\na = null\na.c = 3");

        Assert.Null(config.GetString("a.b"));
        Assert.Equal("3", config.GetString("a.c"));
    }

    [Theory]
    [InlineData("a = [1, 2, 3]")]
    [InlineData("a = [1, 2, 3,]")]
    [InlineData("a = [\n  1\n  2\n  3\n]")]
    [InlineData("a =\n[\n  1, # one\n  2\n  // three\n  3\n]")]
    [InlineData("a = [1] [2, 3]")]
    public void A_list_is_parted_by_commas_or_lines(string hocon) =>
        Assert.Equal([1, 2, 3], ConfigurationFactory.ParseString(hocon).GetIntList("a"));

    [Fact]
    public void Blanks_do_not_part_the_items_of_a_list() =>
        Assert.Equal(["1 2 3"], ConfigurationFactory.ParseString("a = [1 2 3]").GetStringList("a"));

    [Fact]
    public void A_list_may_hold_objects()
    {
        var config = ConfigurationFactory.ParseString("routes = [ { path = /a }, { path = /b } ]");

        Assert.Equal(["/a", "/b"], config.GetValue("routes").GetArray().Select(route => route.GetObject().GetKey("path").GetString()));
    }

    [Fact]
    public void An_empty_text_is_an_empty_configuration()
    {
        Assert.True(ConfigurationFactory.ParseString("").IsEmpty);
        Assert.True(ConfigurationFactory.Empty.IsEmpty);
        Assert.True(((Config?)null).IsNullOrEmpty());
    }

    [Fact]
    public void A_text_is_a_configuration_by_itself()
    {
        Config config = "a = 1";

        Assert.Equal(1, config.GetInt("a"));
    }

    [Fact]
    public void Entries_come_in_the_order_they_are_written()
    {
        var config = ConfigurationFactory.ParseString("b = 1, a = 2, c = 3");

        Assert.Equal(["b=1", "a=2", "c=3"], config.AsEnumerable().Select(entry => $"{entry.Key}={entry.Value.GetString()}"));
    }

    [Fact]
    public void Substitutions_name_what_stands_elsewhere()
    {
        var config = ConfigurationFactory.ParseString("a { name = Roger, b = 1, greeting = Hello ${a.name}, c = ${a.b}, d = ${a.c}23 }");

        Assert.Equal("Hello Roger", config.GetString("a.greeting"));
        Assert.Equal(1, config.GetInt("a.c"));
        Assert.Equal(123, config.GetInt("a.d"));
    }

    [Fact]
    public void A_substituted_list_can_be_extended() =>
        Assert.Equal([1, 2, 3, 4], ConfigurationFactory.ParseString("a = [1, 2]\nb = ${a} [3, 4]").GetIntList("b"));

    [Fact]
    public void A_substitution_without_a_value_is_an_error() =>
        Assert.ThrowsAny<Exception>(() => ConfigurationFactory.ParseString("a = ${not.there}").GetString("a"));
}
