using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using AkkaH2.Actors;
using AkkaH2.Endpoints;
using AkkaH2.Protocol;

namespace AkkaH2.Tests.Endpoints;

public sealed class EndpointTableTests(EndpointTableTests.QuietSystem system) : IClassFixture<EndpointTableTests.QuietSystem>
{
    [Theory]
    [InlineData("GET", "/orders/7", "GET /orders/{id}", "id", "7")]
    [InlineData("POST", "/orders/7", "POST /orders/{orderId}", "orderId", "7")]
    [InlineData("HEAD", "/orders/7", "GET /orders/{id}", "id", "7")]
    [InlineData("PUT", "/orders/7", "(any method) /orders/{any}", "any", "7")]
    public void Templates_of_one_shape_share_its_methods_whatever_their_placeholders_are_called(string method, string path, string endpoint, string name, string value)
    {
        var request = Request(method, path);
        Assert.Equal(endpoint, Find(request, ("GET", "/orders/{id}"), (null, "/orders/{any}"), ("POST", "/orders/{orderId}")));
        Assert.Equal(value, request.Route[name]);
    }

    [Theory]
    [InlineData("GET", "GET /orders/new")]
    [InlineData("POST", "POST /orders/{id}")]
    public void A_literal_route_takes_its_own_methods_only(string method, string endpoint) =>
        Assert.Equal(endpoint, Find(Request(method, "/orders/new"), ("GET", "/orders/new"), ("POST", "/orders/{id}")));

    [Fact]
    public void A_more_literal_template_takes_its_own_methods_only() =>
        Assert.Equal("POST /{a}/{b}", Find(Request("POST", "/x/1"), ("GET", "/x/{b}"), ("POST", "/{a}/{b}")));

    [Theory]
    [InlineData("/{*rest}", "/{a}", "/x", "/{a}")] // one segment before any number
    [InlineData("/{a}/y", "/x/{b}", "/x/y", "/x/{b}")] // the first literal segment counts
    [InlineData("/x/{*rest}", "/x/{a}/{*rest}", "/x/1/2", "/x/{a}/{*rest}")]
    [InlineData("/{a}", "/x", "/x", "/x")]
    public void Of_several_that_match_the_more_specific_one_answers_in_whichever_order_they_were_mapped(string one, string other, string path, string answers)
    {
        Assert.Equal($"GET {answers}", Find(Request("GET", path), ("GET", one), ("GET", other)));
        Assert.Equal($"GET {answers}", Find(Request("GET", path), ("GET", other), ("GET", one)));
    }

    [Theory]
    [Trait("RFC 9110", "4.2.3")]
    [InlineData("/%73tring", "GET /string")]
    [InlineData("/%7Euser/%41", "GET /~user/{name}")]
    [InlineData("/caf%c3%a9", "GET /caf%C3%A9")]
    [InlineData("/str%69ng%2fx", "404")] // a slash that is encoded separates nothing
    [InlineData("/%5Apath%", "404")]
    public void Paths_that_are_equivalent_have_one_endpoint(string path, string endpoint) =>
        Assert.Equal(endpoint, Find(Request("GET", path), ("GET", "/string"), ("GET", "/~user/{name}"), ("GET", "/caf%C3%A9")));

    [Fact]
    [Trait("RFC 9110", "4.2.3")]
    public void A_route_may_be_written_encoded_too() => Assert.Equal("GET /%73tring", Find(Request("GET", "/string"), ("GET", "/%73tring")));

    [Theory]
    [InlineData("/files/a/../b", "a/../b")]
    [InlineData("/files/%2e%2E/b", "../b")]
    [InlineData("/files/..%2f..%2Fb", "../../b")]
    [InlineData("/files/100%25%32%35", "100%25")] // decoded once
    public void A_catch_all_captures_dot_segments_and_encoded_slashes_decoded_and_unresolved(string path, string rest)
    {
        var request = Request("GET", path);
        Find(request, ("GET", "/files/{*rest}"));
        Assert.Equal(rest, request.Route["rest"]);
        Assert.Equal(path, request.Path); // as sent
    }

    [Theory]
    [InlineData("/orders/{id}", "/orders/{orderId}")]
    [InlineData("/a/{*rest}", "/a/{*all}")]
    [InlineData("/string", "/%73tring")]
    public void A_route_of_the_same_shape_and_method_is_refused(string one, string other)
    {
        var error = Assert.Throws<ArgumentException>(() => Build(("GET", one), ("GET", other)));
        Assert.Contains($"GET {other}", error.Message);
        Assert.Contains($"GET {one}", error.Message);
    }

    [Theory]
    [InlineData("GET", "/", "GET /")]
    [InlineData("POST", "/", "(all)")] // not 405
    [InlineData("GET", "/x/y", "(all)")]
    [InlineData("BREW", "/x", "(all)")]
    [InlineData("OPTIONS", "*", "(all)")]
    [InlineData("OPTIONS", "/", "(all)")]
    [InlineData("CONNECT", "", "(all)")]
    public void What_no_route_takes_is_for_the_endpoint_of_all(string method, string path, string endpoint)
    {
        var table = New().Map("GET", "/", x => x.Respond("ok")).MapAll(x => x.Respond("all")).Build(NoLogger.Instance);
        Assert.Equal(endpoint, Assert.IsType<Endpoint.Function>(table.Find(Request(method, path))).Name);
    }

    [Fact]
    [Trait("RFC 8441", "3")]
    public void An_endpoint_of_all_takes_extended_CONNECT_where_no_route_of_its_protocol_does()
    {
        var table = New().MapConnect("connect-udp", "/udp", _ => Task.CompletedTask).MapAll(x => x.Respond("all")).Build(NoLogger.Instance);
        Assert.Equal("CONNECT /udp (connect-udp)", Name("connect-udp", "/udp"));
        Assert.Equal("(all)", Name("connect-udp", "/elsewhere"));
        Assert.Equal("(all)", Name("websocket", "/udp"));
        Assert.True(New().MapAll(x => x.Respond("all")).Build(NoLogger.Instance).TakesExtendedConnect);

        string Name(string protocol, string path) => Assert.IsType<Endpoint.Function>(table.Find(new Request(
            new RequestHead("CONNECT", "http", "localhost", path, Headers.Empty, null) { Protocol = protocol }, RequestBody.Empty))).Name;
    }

    [Fact]
    [Trait("RFC 9110", "9.3.6")]
    public void The_limit_of_a_body_is_not_one_of_a_tunnel()
    {
        var table = New().MapAll(x => x.Respond("all"), new RouteOptions { MaxRequestBodySize = 10 }).Build(NoLogger.Instance);
        Assert.Equal(10, table.Find(Request("POST", "/")).Limits.MaxBody);
        Assert.Equal(long.MaxValue, table.Find(Request("CONNECT", "")).Limits.MaxBody);
    }

    [Fact]
    public void There_is_one_endpoint_of_all() => Assert.Throws<InvalidOperationException>(() => New().MapAll(_ => Response.Empty(204)).MapAll(_ => Response.Empty(204)));

    private EndpointBuilder New() => new(system.System);

    private string Find(Request request, params (string? Method, string Template)[] routes) =>
        Assert.IsType<Endpoint.Function>(Build(routes).Find(request)).Name;

    private EndpointTable Build(params (string? Method, string Template)[] routes)
    {
        var builder = New();
        foreach (var (method, template) in routes)
        {
            _ = method is null
                ? builder.MapFlow(template, Akka.Streams.Dsl.Flow.FromFunction<Request, Response>(_ => Response.Empty(200)))
                : builder.Map(method, template, x => x.Respond("ok"));
        }

        return builder.Build(NoLogger.Instance);
    }

    private static Request Request(string method, string path) => new(new RequestHead(method, "http", "localhost", path, Headers.Empty, null), RequestBody.Empty);

    /// <summary>The system whose settings the tables have.</summary>
    public sealed class QuietSystem : IDisposable
    {
        public ActorSystem System { get; } = ActorSystem.Create("tables", ConfigurationFactory.ParseString("akka.loglevel = OFF\nakka.stdout-loglevel = OFF").WithFallback(Http2.DefaultConfig));

        public void Dispose() => System.Dispose();
    }
}
