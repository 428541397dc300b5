using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using AkkaH2.Endpoints;

namespace AkkaH2.Cluster.Tests;

/// <summary>Sharded entities as endpoints, on one node.</summary>
public sealed class ShardEndpointTests : ClusterTest
{
    [Fact]
    public async Task A_request_goes_to_the_entity_of_its_route_value()
    {
        var region = await Region(request => Response.Text($"{request.Method} {request.Route["id"]}"));
        await using var server = await Bind(e => e.MapShard("/carts/{id}", region));
        var response = await ClientOf(server).SendAsync(Request.Get("/carts/seven")).WaitAsync(Deadline);
        Assert.Equal((200, "GET seven"), (response.Status, await response.Body.ReadTextAsync(100)));
    }

    [Fact]
    public async Task Middleware_stands_around_entities()
    {
        var region = await Region(request => Response.Text($"{request.Route["id"]} of {request.Headers["x-tenant"]}"));
        await using var server = await Bind(e => e.Group("/{tenant}", tenant => tenant
            .Use(async (x, next) =>
            {
                x.Request = x.Request.With("x-tenant", x.Route["tenant"]);
                x.OnResponding(response => response.With("x-by", "middleware"));
                await next(x);
            })
            .MapShard("/carts/{id}", region)));
        var response = await ClientOf(server).SendAsync(Request.Get("/acme/carts/seven")).WaitAsync(Deadline);
        Assert.Equal(("seven of acme", "middleware"), (await response.Body.ReadTextAsync(100), response.Headers["x-by"]));
    }

    [Fact]
    public async Task A_body_goes_along()
    {
        var region = await Region(request => TextOf(request));
        await using var server = await Bind(e => e.MapShard("POST", "/carts/{id}", region));
        var response = await ClientOf(server).SendAsync(Request.Post("/carts/1", "two apples")).WaitAsync(Deadline);
        Assert.Equal("two apples", await response.Body.ReadTextAsync(100));
    }

    [Fact]
    public async Task A_request_that_reaches_no_entity_is_told_again()
    {
        var late = System.ActorOf(Props.Create(() => new Losing(3)));
        await using var server = await Bind(e => e.MapShard("/{id}", late));
        var response = await ClientOf(server).SendAsync(Request.Post("/1", "x")).WaitAsync(Deadline);
        Assert.Equal("at last", await response.Body.ReadTextAsync(100));
    }

    [Fact]
    public async Task When_its_time_is_over_it_is_answered_with_503_and_retry_after()
    {
        var never = System.ActorOf(Props.Create(() => new Losing(int.MaxValue)));
        await using var server = await Bind(e => e.MapShard("/{id}", never, new ShardOptions { WaitForShard = TimeSpan.FromMilliseconds(200) }));
        var response = await ClientOf(server).SendAsync(Request.Get("/1")).WaitAsync(Deadline);
        Assert.Equal((503, "1"), (response.Status, response.Headers["retry-after"]));
    }

    [Fact]
    public async Task An_entity_that_does_not_reply_is_answered_with_504()
    {
        var silent = System.ActorOf(Props.Create(() => new Silent()));
        await using var server = await Bind(e => e.MapShard("/{id}", silent, new ShardOptions { Route = new RouteOptions { ReplyTimeout = TimeSpan.FromMilliseconds(100) } }));
        Assert.Equal(504, (await ClientOf(server).SendAsync(Request.Get("/1")).WaitAsync(Deadline)).Status);
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("PUT", true)]
    [InlineData("POST", false)]
    [InlineData("PATCH", false)]
    public void When_a_node_is_lost_what_is_idempotent_is_told_again_once(string method, bool isToldAgain)
    {
        var request = Request.Of(method, "/1");
        var call = ShardCall.Of(request, request, ActorRefs.Nobody);
        call.OnNodeLost();
        Assert.Equal(isToldAgain, call.IsLost);
        call.IsLost = false;
        call.OnNodeLost();
        Assert.False(call.IsLost);
    }

    [Fact]
    public async Task A_node_that_is_up_is_ready()
    {
        await using var server = await Bind(e => e.MapClusterReadiness("/ready", System));
        var client = ClientOf(server);
        Response response;
        do
            response = await client.SendAsync(Request.Get("/ready")).WaitAsync(Deadline);
        while (response.Status != 200); // joining takes a moment
        Assert.Equal("ready", await response.Body.ReadTextAsync(100));
    }

    [Fact]
    public async Task A_request_is_finished_before_its_shard_leaves()
    {
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource<Response>());
        var region = await Region(_ =>
        {
            asked.TrySetResult();
            return answer.Task;
        });
        var server = await Bind(e => e.MapShard("/{id}", region));
        server.DrainBeforeHandOff(System);
        using var elsewhere = ActorSystem.Create("client", Http2.DefaultConfig);
        var response = elsewhere.Http2().Client(server.Urls[0]).SendAsync(Request.Get("/1"));
        await asked.Task.WaitAsync(Deadline);
        var over = CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
        answer.SetResult(Response.Text("finished"));

        Assert.Equal("finished", await (await response.WaitAsync(Deadline)).Body.ReadTextAsync(100));
        await over.WaitAsync(Deadline);
        await elsewhere.Terminate();
    }

    private static async Task<Response> TextOf(Request request) => Response.Text(await request.Body.ReadTextAsync(100));

    // A region whose shard is elsewhere for a while.
    private sealed class Losing : ReceiveActor
    {
        public Losing(int times) => Receive<Request>(request =>
        {
            if (times-- > 0)
                Context.System.DeadLetters.Tell(new DeadLetter(request, Sender, Self));
            else
                Sender.Tell(Response.Text("at last"));
        });
    }

    private sealed class Silent : ReceiveActor
    {
        public Silent() => Receive<Request>(_ => { });
    }
}

/// <summary>Messages to and from entities where Akka.NET serializes all of them, as it does for another node.</summary>
public sealed class SerializedMessagesTests : ClusterTest
{
    protected override string Hocon => "akka.actor.serialize-messages = on";

    [Fact]
    public async Task An_entity_gets_a_request_and_its_reply_comes_back()
    {
        var region = await Region(request => Response.Text($"{request.Method} {request.Route["id"]}"));
        var request = Request.Get("/carts/seven");
        request.Route = new RouteValues("/carts/seven", [("id", "seven")]);
        var response = await region.Ask<Response>(request, Deadline);
        Assert.Equal("GET seven", await response.Body.ReadTextAsync(100));
    }
}

/// <summary>A configuration in which shards would leave under open requests.</summary>
public sealed class ShutdownOrderTests : ClusterTest
{
    protected override string Hocon => "akka.coordinated-shutdown.phases.service-requests-done.timeout = 5s";

    [Fact]
    public async Task A_phase_that_ends_before_the_drain_is_refused()
    {
        await using var server = await Bind(e => e.Map("GET", "/", _ => Response.Text("hello")));
        Assert.Contains("service-requests-done.timeout must be above akka.h2.drain-timeout", Assert.Throws<ConfigurationException>(() => server.DrainBeforeHandOff(System)).Message);
    }
}
