using Akka.Actor;
using AkkaH2.Endpoints;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server.Middleware;

/// <summary>The order of middleware, what groups have of it, and what it may not do.</summary>
public sealed class MiddlewareTests() : ServerTest("memory")
{
    protected override string Hocon => """
        akka.h2.max-concurrent-streams = 1
        akka.h2.supervision.exceptions = [{ type = "System.IO.IOException", directive = restart }]
        """;

    [Theory]
    [InlineData("/open", "server first, server second, endpoint")]
    [InlineData("/admin", "server first, server second, admin, endpoint")]
    [InlineData("/admin/users/7", "server first, server second, admin, endpoint 7")]
    [InlineData("/admin/audit/log", "server first, server second, admin, audit, endpoint")]
    [InlineData("/shops/rome/prices", "server first, server second, shop rome, endpoint")]
    public async Task The_first_is_the_outermost_and_groups_are_inside(string path, string passed)
    {
        var peer = await Serve(e => e
            .Use(Pass("server first"))
            .Map("GET", "/open", Passed)
            .Group("/admin", admin => admin
                .Map("GET", "/", Passed)
                .Map("GET", "/users/{id}", x => Response.Text($"{x.Headers["x-passed"]}endpoint {x.Route["id"]}"))
                .Group("/audit", audit => audit.Map("GET", "/log", Passed).Use(Pass("audit")))
                .Use(Pass("admin")))
            .Group("/shops/{shop}/", shop => shop
                .Use((x, next) => Pass($"shop {x.Route["shop"]}")(x, next))
                .Map("GET", "/prices", Passed))
            .Use(Pass("server second")));
        await peer.Send(Headers(1).Get(path).EndStream());
        Assert.Equal(passed, (await peer.ExpectResponse(1)).Text);
    }

    [Theory]
    [InlineData("GET", "/admin/users", 401)]
    [InlineData("PUT", "/admin/users", 401)] // a method that no route of the group takes
    [InlineData("GET", "/admin/actor", 401)]
    [InlineData("GET", "/admin/nowhere", 404)]
    [InlineData("GET", "/users", 404)]
    [InlineData("GET", "/open", 200)]
    public async Task A_group_is_closed_by_its_middleware(string method, string path, int status)
    {
        var peer = await Serve(e => e
            .Map("GET", "/open", x => x.Respond(""))
            .Group("/admin", admin => admin
                .Use((x, _) =>
                {
                    x.Respond("", 401);
                    return Task.CompletedTask;
                })
                .Map("GET", "/users", x => x.Respond(""))
                .MapActor("/actor", ActorRefs.Nobody)));
        await peer.Send(Headers(1).Request(method, path).EndStream());
        Assert.Equal(status, (await peer.ExpectResponse(1)).Status);
    }

    [Fact]
    public async Task The_outermost_has_the_last_word_about_the_response()
    {
        var peer = await Serve(e => e.Use(Says("outer")).Use(Says("inner")).Map("GET", "/", _ => Response.Text("").With("x-says", "endpoint")));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("endpoint inner outer", (await peer.ExpectResponse(1))["x-says"]);
    }

    [Fact]
    public async Task A_change_that_fails_fails_the_request()
    {
        var peer = await Serve(e => e
            .Use((x, next) =>
            {
                x.OnResponding(_ => throw new InvalidOperationException("boom"));
                return next(x);
            })
            .Map("GET", "/", x => x.Respond("")));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task Middleware_that_does_nothing_has_failed()
    {
        var peer = await Serve(e => e.Use((_, _) => Task.CompletedTask).Map("GET", "/", x => x.Respond("")));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
    }

    [Fact]
    public async Task Work_goes_on_until_the_endpoint_has_ended_too()
    {
        var (endpoint, called) = (new TaskCompletionSource(), 0);
        var peer = await Serve(e => e
            .Use((x, next) =>
            {
                _ = next(x); // not awaited
                x.Respond("at once");
                return Task.CompletedTask;
            })
            .Map("GET", "/", async _ =>
            {
                called++;
                await endpoint.Task;
            }));
        foreach (var stream in (int[])[1, 3])
        {
            await peer.Send(Headers(stream).Get("/").EndStream());
            Assert.Equal("at once", (await peer.ExpectResponse(stream)).Text);
        }

        await peer.Send(Headers(5).Get("/").EndStream()); // work is bounded by twice the limit, whatever was answered
        await peer.ExpectAlive();
        Assert.Equal(2, called);

        endpoint.SetResult();
        Assert.Equal("at once", (await peer.ExpectResponse(5)).Text);
    }

    [Fact]
    public async Task An_endpoint_that_is_at_work_is_not_called_again()
    {
        var (called, refused) = (0, new TaskCompletionSource());
        var peer = await Serve(e => e
            .Use(async (x, next) =>
            {
                var first = next(x);
                var second = await Assert.ThrowsAsync<InvalidOperationException>(() => next(x));
                refused.SetResult();
                await first;
                x.Respond(second.Message);
            })
            .Map("GET", "/", async _ =>
            {
                called++;
                await refused.Task;
            }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("The endpoint of GET / is at work already: middleware called it twice.", (await peer.ExpectResponse(1)).Text);
        Assert.Equal(1, called);
    }

    [Fact]
    public async Task It_may_call_again_an_endpoint_that_has_failed()
    {
        var calls = 0;
        var peer = await Serve(e => e
            .Use(async (x, next) =>
            {
                try
                {
                    await next(x);
                }
                catch (IOException)
                {
                    await next(x);
                }
            })
            .Map("GET", "/", _ => ++calls == 1 ? throw new IOException() : Response.Text("the second time")));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("the second time", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task A_request_that_is_run_again_begins_as_it_came()
    {
        var runs = 0;
        var peer = await Serve(e => e
            .Use((x, next) =>
            {
                x.Request = x.Request.With("x-seen", x.Request.Headers["x-seen"] + "+");
                return next(x);
            })
            .Map("GET", "/", request => ++runs == 1 ? throw new IOException() : Response.Text($"{request.Headers["x-seen"]} {runs}")));
        await peer.Send(Headers(1).Get("/").Field("x-seen", "once").EndStream());
        Assert.Equal("once+ 2", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task A_request_of_elsewhere_is_none_for_the_exchange()
    {
        var peer = await Serve(e => e
            .Use((x, next) =>
            {
                x.Request = Request.Get("/elsewhere").WithBody("with a body");
                return next(x);
            })
            .Map("GET", "/", x => x.Respond("")));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
    }

    [Theory]
    [InlineData("no-slash")]
    [InlineData("/{*rest}")]
    public void A_prefix_that_is_none_says_so(string prefix) => Assert.Throws<ArgumentException>(() => New().Group(prefix, _ => { }));

    [Fact]
    public void A_template_of_a_group_begins_with_a_slash()
    {
        var wrong = Assert.Throws<ArgumentException>(() => New().Group("/admin", admin => admin.Map("GET", "users", x => x.Respond(""))));
        Assert.StartsWith("The template \"users\" in the group /admin must begin with a slash.", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_for_the_whole_server_stands_in_no_group()
    {
        var wrong = Assert.Throws<InvalidOperationException>(() => New().Group("/admin", admin => admin.MapAll(x => x.Respond(""))));
        Assert.Equal("MapAll is for the whole server: it cannot stand in the group /admin.", wrong.Message);
        Assert.Throws<InvalidOperationException>(() => New().Group("/", root => root.OnError(_ => null)));
        Assert.Throws<InvalidOperationException>(() => New().Group("/a", a => a.MapConnect(_ => Task.CompletedTask)));
    }

    [Fact]
    public void A_route_is_there_once_whatever_its_group()
    {
        var wrong = Assert.Throws<ArgumentException>(() => New().Map("GET", "/a/b", x => x.Respond("")).Group("/a", a => a.Map("GET", "/b", x => x.Respond(""))));
        Assert.StartsWith("The route GET /a/b is there already.", wrong.Message, StringComparison.Ordinal);
    }

    private EndpointBuilder New() => new(System);

    private static Response Passed(Request request) => Response.Text($"{request.Headers["x-passed"]}endpoint");

    private static Func<Exchange, Func<Exchange, Task>, Task> Pass(string name) => (x, next) =>
    {
        x.Request = x.Request.With("x-passed", $"{x.Request.Headers["x-passed"]}{name}, ");
        return next(x);
    };

    private static Func<Exchange, Func<Exchange, Task>, Task> Says(string name) => (x, next) =>
    {
        x.OnResponding(response => response.With("x-says", $"{response.Headers["x-says"]} {name}"));
        return next(x);
    };
}
