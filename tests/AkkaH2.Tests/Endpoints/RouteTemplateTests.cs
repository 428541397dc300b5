using AkkaH2.Endpoints;

namespace AkkaH2.Tests.Endpoints;

public sealed class RouteTemplateTests
{
    [Theory]
    [InlineData("/hello/{name}", "/hello/ann", "ann")]
    [InlineData("/hello/{name}", "/hello/ann%20b", "ann b")]
    [InlineData("/{name}", "/x", "x")]
    [InlineData("/a/{name}/b", "/a/1/b", "1")]
    [InlineData("/files/{*name}", "/files/a/b/c", "a/b/c")]
    [InlineData("/files/{*name}", "/files/", "")]
    public void A_placeholder_captures(string template, string path, string name) =>
        Assert.Equal(name, new RouteTemplate(template).Match(path)!["name"]);

    [Fact]
    public void A_path_that_comes_again_has_the_same_values()
    {
        var template = new RouteTemplate("/hello/{name}");
        Assert.Same(template.Match("/hello/ann"), template.Match("/hello/ann"));
    }

    [Fact]
    public void Another_path_has_its_own_values_and_leaves_those_of_the_last_one_alone()
    {
        var template = new RouteTemplate("/hello/{name}");
        var (ann, bob) = (template.Match("/hello/ann")!, template.Match("/hello/bob")!);
        Assert.Equal(("ann", "bob"), (ann["name"], bob["name"]));
        Assert.Null(template.Match("/hello/"));
        Assert.Equal("ann", template.Match("/hello/ann")!["name"]);
    }

    [Theory]
    [InlineData("/hello/{name}", "/hello")]
    [InlineData("/hello/{name}", "/hello/")]
    [InlineData("/hello/{name}", "/hello/a/b")]
    [InlineData("/hello/{name}", "/other/a")]
    [InlineData("/a/{name}/b", "/a/1/c")]
    [InlineData("/hello/{name}", "")]
    [InlineData("/hello/{name}", "*")]
    public void Other_paths_do_not_match(string template, string path) => Assert.Null(new RouteTemplate(template).Match(path));

    [Theory]
    [InlineData("hello", "must begin with \"/\"")]
    [InlineData("/{}", "without a name")]
    [InlineData("/{a}/{a}", "twice")]
    [InlineData("/{*a}/b", "not its last segment")]
    [InlineData("/a{b}", "neither literal nor one placeholder")]
    public void A_wrong_template_says_what_is_wrong(string template, string what)
    {
        var error = Assert.Throws<ArgumentException>(() => new RouteTemplate(template));
        Assert.Contains(what, error.Message);
        Assert.Contains(template, error.Message);
    }

    [Fact]
    public void An_unknown_placeholder_is_named_with_the_known_ones()
    {
        var values = new RouteTemplate("/a/{id}").Match("/a/1")!;
        Assert.Contains("{name}, but {id}", Assert.Throws<KeyNotFoundException>(() => values["name"]).Message);
    }
}
