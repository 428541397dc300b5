using AkkaH2.Endpoints;
using AkkaH2.TestKit;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server.Middleware;

/// <summary>The CORS protocol of the Fetch standard.</summary>
public sealed class CorsTests() : ServerTest("memory")
{
    private static readonly CorsOptions Named = new()
    {
        Origins = ["https://shop.example"],
        AllowsOrigin = origin => origin.EndsWith(".shop.example", StringComparison.Ordinal),
        Methods = ["GET", "PUT"],
        RequestHeaders = ["x-key"],
        ExposedHeaders = ["x-cost", "x-by"],
        AllowCredentials = true,
        MaxAge = TimeSpan.FromMinutes(10),
    };

    [Theory]
    [InlineData("https://shop.example", "https://shop.example")]
    [InlineData("https://www.shop.example", "https://www.shop.example")]
    [InlineData("https://evil.example", null)]
    [InlineData("http://shop.example", null)]
    [InlineData("https://SHOP.example", null)] // browsers write lower case
    [InlineData("null", null)]
    [InlineData(null, null)]
    public async Task A_page_of_an_allowed_origin_may_read_the_response(string? origin, string? allowed)
    {
        var response = await Send(Named, "GET", "/", ("origin", origin));
        Assert.Equal((200, "here", allowed), (response.Status, response.Text, response["access-control-allow-origin"]));
        Assert.Equal(allowed is null ? (null, null) : ("true", "x-cost, x-by"), (response["access-control-allow-credentials"], response["access-control-expose-headers"]));
        Assert.Equal("accept, origin", response["vary"]);
    }

    [Theory]
    [InlineData("/", "PUT", null)]
    [InlineData("/", "PUT", "X-Key")]
    [InlineData("/", "POST", "x-key")] // which needs no permission
    [InlineData("/group/thing", "GET", null)]
    public async Task A_preflight_is_answered(string path, string method, string? fields)
    {
        var response = await Send(Named, "OPTIONS", path, ("origin", "https://shop.example"), ("access-control-request-method", method), ("access-control-request-headers", fields));
        Assert.Equal(
            (204, "https://shop.example", "true", "GET, PUT", "x-key", "600"),
            (response.Status, response["access-control-allow-origin"], response["access-control-allow-credentials"], response["access-control-allow-methods"], response["access-control-allow-headers"], response["access-control-max-age"]));
        Assert.Equal("origin, access-control-request-method, access-control-request-headers", response["vary"]);
    }

    [Theory]
    [InlineData("https://evil.example", "GET", null, "This origin")]
    [InlineData("https://shop.example", "DELETE", null, "This method")]
    [InlineData("https://shop.example", "put", null, "This method")]
    [InlineData("https://shop.example", "PUT", "x-key, x-other", "A header field")]
    public async Task A_preflight_for_what_is_not_allowed_is_refused(string origin, string method, string? fields, string what)
    {
        var response = await Send(Named, "OPTIONS", "/", ("origin", origin), ("access-control-request-method", method), ("access-control-request-headers", fields));
        Assert.Equal((403, $"{what} is not allowed here for pages of other origins.", null), (response.Status, response.Text, response["access-control-allow-origin"]));
    }

    [Fact]
    public async Task Any_origin_is_one_answer_for_all()
    {
        var response = await Send(new CorsOptions { Origins = ["*"] }, "GET", "/", ("origin", "https://anything.example"));
        Assert.Equal(("*", null, "accept"), (response["access-control-allow-origin"], response["access-control-allow-credentials"], response["vary"]));
    }

    [Theory]
    [InlineData(null, "GET")]
    [InlineData("https://shop.example", null)]
    public async Task OPTIONS_that_is_no_preflight_goes_to_the_endpoint(string? origin, string? method)
    {
        var response = await Send(Named, "OPTIONS", "/options", ("origin", origin), ("access-control-request-method", method));
        Assert.Equal("options of its own", response.Text);
    }

    [Fact]
    public async Task A_group_has_a_policy_of_its_own()
    {
        var peer = await Serve(e => e
            .Map("PUT", "/closed", x => x.Respond(""))
            .Group("/open", open => open.UseCors(Named).Map("PUT", "/thing", x => x.Respond(""))));
        await peer.Send(Headers(1).Request("OPTIONS", "/open/thing").Field("origin", "https://shop.example").Field("access-control-request-method", "PUT").EndStream());
        await peer.Send(Headers(3).Request("OPTIONS", "/closed").Field("origin", "https://shop.example").Field("access-control-request-method", "PUT").EndStream());
        Assert.Equal((204, 405), ((await peer.ExpectResponse(1)).Status, (await peer.ExpectResponse(3)).Status));
    }

    [Fact]
    public async Task The_page_sees_an_error_that_recovery_answers()
    {
        var peer = await Serve(e => e
            .UseCors(Named)
            .UseRecovery((_, cause) => cause is IOException ? Response.Text("later, perhaps", 503) : null)
            .Map("GET", "/later", _ => throw new IOException())
            .Map("GET", "/never", _ => throw new InvalidOperationException()));
        await peer.Send(Headers(1).Get("/later").Field("origin", "https://shop.example").EndStream(), Headers(3).Get("/never").Field("origin", "https://shop.example").EndStream());
        var (recovered, failed) = (await peer.ExpectResponse(1), await peer.ExpectResponse(3));
        Assert.Equal((503, "later, perhaps", "https://shop.example"), (recovered.Status, recovered.Text, recovered["access-control-allow-origin"]));
        Assert.Equal((500, null), (failed.Status, failed["access-control-allow-origin"]));
    }

    [Theory]
    [InlineData("https://shop.example/")]
    [InlineData("https://shop.example:443")]
    [InlineData("https://Shop.example")]
    [InlineData("shop.example")]
    [InlineData("https://*.shop.example")]
    public void What_is_no_origin_says_so(string origin)
    {
        var wrong = Assert.Throws<ArgumentException>(() => new EndpointBuilder(System).UseCors(new CorsOptions { Origins = [origin] }));
        Assert.StartsWith($"CORS: \"{origin}\" is no origin", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_for_any_origin_are_refused() =>
        Assert.Throws<ArgumentException>(() => new EndpointBuilder(System).UseCors(new CorsOptions { Origins = ["*"], AllowCredentials = true }));

    private async Task<ReceivedResponse> Send(CorsOptions options, string method, string path, params (string Name, string? Value)[] fields)
    {
        var peer = await Serve(e => e
            .UseCors(options)
            .Map("GET", "/", _ => Response.Text("here").With("vary", "accept"))
            .Map("OPTIONS", "/options", x => x.Respond("options of its own"))
            .Group("/group", group => group.Map("GET", "/thing", x => x.Respond(""))));
        var request = Headers(1).Request(method, path);
        foreach (var (name, value) in fields)
            request = value is null ? request : request.Field(name, value);
        await peer.Send(request.EndStream());
        return await peer.ExpectResponse(1);
    }
}
