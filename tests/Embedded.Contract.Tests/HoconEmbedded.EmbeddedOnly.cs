using Akka.Configuration;

namespace Embedded.Contract.Tests;

/// <summary>Where the embedded runtime reads more of the HOCON specification than the parser inside Akka.NET 1.5 does.</summary>
public sealed class HoconEmbeddedTests
{
    [Fact]
    public void An_optional_substitution_without_a_value_leaves_what_was_there()
    {
        var config = ConfigurationFactory.ParseString("a = 1\na = ${?not.there}\nb = ${?not.there}\nc = [1, ${?not.there}, 2]\nd = <${?not.there}>");

        Assert.Equal(1, config.GetInt("a"));
        Assert.False(config.HasPath("b"));
        Assert.Equal([1, 2], config.GetIntList("c"));
        Assert.Equal("<>", config.GetString("d"));
    }

    [Fact]
    public void A_substitution_falls_back_to_the_environment()
    {
        Environment.SetEnvironmentVariable("HOCON_CONTRACT_PORT", "4711");

        Assert.Equal(4711, ConfigurationFactory.ParseString("port = 1\nport = ${?HOCON_CONTRACT_PORT}").GetInt("port"));
    }

    [Fact]
    public void A_value_may_refer_to_what_it_was_before()
    {
        var config = ConfigurationFactory.ParseString("path = a\npath = ${path}\":b\"\nlist = [1]\nlist = ${list} [2]\nobject { x = 1, y = ${object.x} }");

        Assert.Equal("a:b", config.GetString("path"));
        Assert.Equal([1, 2], config.GetIntList("list"));
        Assert.Equal(1, config.GetInt("object.y"));
    }

    [Fact]
    public void Plus_equals_appends_to_a_list()
    {
        var config = ConfigurationFactory.ParseString("a += 1\na += 2\nb.c = [x]\nb { c += y }");

        Assert.Equal([1, 2], config.GetIntList("a"));
        Assert.Equal(["x", "y"], config.GetStringList("b.c"));
    }

    [Fact]
    public void Plus_equals_appends_to_the_list_of_a_lower_layer() =>
        Assert.Equal([1, 2], ConfigurationFactory.ParseString("a += 2").WithFallback("a = [1]").GetIntList("a"));

    [Fact]
    public void Substitutions_see_all_layers()
    {
        var config = ConfigurationFactory.ParseString("host = ${defaults.host}, defaults.port = 2, all = ${defaults}")
            .WithFallback("defaults { host = localhost, port = 1 }, url = ${host}\":\"${defaults.port}");

        Assert.Equal("localhost:2", config.GetString("url"));
        Assert.Equal(2, config.GetInt("all.port"));
        Assert.Equal("localhost", config.GetString("all.host"));
    }

    [Fact]
    public void An_upper_text_hides_a_lower_section() =>
        Assert.False(ConfigurationFactory.ParseString("a = off").WithFallback("a { b = 1 }").HasPath("a.b"));

    [Fact]
    public void A_substituted_object_can_be_changed()
    {
        var config = ConfigurationFactory.ParseString(
            "base { x = 1, y = 1 }\na = ${base} { y = 2 }\nb = ${base}\nb { y = 3, z = ${b.x} }\nc = ${a} ${b}");

        Assert.Equal([1, 2], new[] { "a.x", "a.y" }.Select(path => config.GetInt(path)));
        Assert.Equal([1, 3, 1], new[] { "b.x", "b.y", "b.z" }.Select(path => config.GetInt(path)));
        Assert.Equal([1, 3, 1], new[] { "c.x", "c.y", "c.z" }.Select(path => config.GetInt(path)));
    }

    [Fact]
    public void A_circle_is_an_error_only_where_it_is_read()
    {
        var config = ConfigurationFactory.ParseString("a = ${b}\nb = ${a}\nc = 1");

        Assert.Equal(1, config.GetInt("c"));
        Assert.Contains("${", Error(() => config.GetString("a")));
    }

    [Fact]
    public void Include_reads_a_file_beside_the_including_one()
    {
        using var folder = new TemporaryFolder();
        folder.Write("sub/inner.conf", "x = 1, y = ${x}, z = ${outer}");
        folder.Write("sub/outer.conf", "outer = 3\nsection { include \"inner.conf\", x = 2 }\ninclude \"missing.conf\"");

        var config = ConfigurationFactory.ParseString($"include file(\"{folder.Path}/sub/outer.conf\")\nlast = ${{section.x}}");

        Assert.Equal([2, 2, 3, 2], new[] { "section.x", "section.y", "section.z", "last" }.Select(path => config.GetInt(path)));
    }

    [Fact]
    public void A_required_include_must_be_there() =>
        Assert.Contains("missing.conf", Error(() => ConfigurationFactory.ParseString("include required(file(\"missing.conf\"))")));

    [Fact]
    public void A_file_that_includes_itself_is_an_error()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.conf", "include \"b.conf\"");
        folder.Write("b.conf", "include \"a.conf\"");

        Assert.Contains("includes itself", Error(() => ConfigurationFactory.ParseString($"include \"{folder.Path}/a.conf\"")));
    }

    [Fact]
    public void Include_may_be_a_function_of_the_caller()
    {
        var config = ConfigurationFactory.ParseString("a { include \"name\" }", name => Akka.Configuration.Hocon.Parser.Parse($"x = {name}", null));

        Assert.Equal("name", config.GetString("a.x"));
    }

    [Theory]
    [InlineData("a = 1\nb {\n  c 5\n}", "line 4, column 1: expected '=', ':', '+=' or '{' after the key 'b.c 5', but found '}'")]
    [InlineData("a {\n  b = 1", "line 2, column 8: expected '}' for the object that begins at line 1, column 4, but found the end")]
    [InlineData("a = [1, 2", "line 1, column 10: expected a value or ']' for the list that begins at line 1, column 5, but found the end")]
    [InlineData("a = \"open\nb = 1", "line 1, column 10: expected '\"' to close the text; a text over several lines is written in three quotes, but found the end of the line")]
    [InlineData("a = b }", "line 1, column 7: expected a key, but found '}'")]
    [InlineData("a = http://x", "line 1, column 9: expected a value; a text with this character is to be quoted, but found ':'")]
    [InlineData("a = ${b", "line 1, column 8: expected '}' after the path of '${b', but found the end")]
    [InlineData("a = \"\\x\"", "line 1, column 7: expected one of \" \\ / b f n r t u after '\\', but found 'x'")]
    [InlineData("a =", "line 1, column 4: expected a value for 'a', but found the end")]
    [InlineData("[1]", "line 1, column 1: expected keys or an object at the root of a configuration, but found '['")]
    [InlineData("a = x [1]", "line 1, column 5: expected values of one kind side by side, but found 'x' and a list")]
    public void A_syntax_error_says_where_and_what_was_expected(string hocon, string message) =>
        Assert.Equal(message, Error(() => ConfigurationFactory.ParseString(hocon)));

    [Theory]
    [InlineData("int", "'a.b' (line 2, column 7): expected an integer, but found 'x'")]
    [InlineData("size", "'a.b' (line 2, column 7): expected a size such as 512, 64k, 1MiB or 30MB, but found 'x'")]
    [InlineData("duration", "'a.b' (line 2, column 7): expected a duration such as 10s, 5 ms, 1d or a number of milliseconds, or infinite, but found 'x'")]
    [InlineData("boolean", "'a.b' (line 2, column 7): expected a boolean (true, on, yes, false, off, no), but found 'x'")]
    [InlineData("list", "'a.b' (line 2, column 7): expected a list, but found 'x'")]
    public void A_value_of_the_wrong_type_says_where_it_was_written(string type, string message)
    {
        var config = ConfigurationFactory.ParseString("a {\n  b = x }");

        Assert.Equal(message, Error(() => _ = type switch
        {
            "int" => config.GetInt("a.b"),
            "size" => config.GetByteSize("a.b"),
            "duration" => config.GetTimeSpan("a.b"),
            "boolean" => config.GetBoolean("a.b"),
            _ => (object)config.GetStringList("a.b"),
        }));
    }

    [Fact]
    public void What_is_written_out_reads_back_the_same()
    {
        const string hocon = "a { b = \"x y\", c = [1, { d = 2 }], \"e.f\" = null }, g = ${a.b} and ${?h}, i = [0], i += 1";
        var config = ConfigurationFactory.ParseString(hocon);
        var again = ConfigurationFactory.ParseString(config.ToString());

        Assert.Equal(config.ToString(), again.ToString());
        Assert.Equal("x y and ", again.GetString("g"));
        Assert.Equal([0, 1], again.GetIntList("i"));
    }

    private static string Error(Action action) => Assert.Throws<ConfigurationException>(action).Message;

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("hocon-contract-").FullName;

        public void Write(string name, string text)
        {
            var file = System.IO.Path.Combine(Path, name);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
