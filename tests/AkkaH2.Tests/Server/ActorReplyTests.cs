using System.Text.Json.Serialization;
using Akka.Actor;
using AkkaH2.Endpoints;
using AkkaH2.TestKit;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>How actor endpoints are found, asked in messages of their own, and answered for when they do not reply.</summary>
public sealed partial class ActorReplyTests : ServerTest
{
    [Fact]
    public async Task An_actor_is_asked_and_replies_in_messages_of_its_own()
    {
        var orders = System.ActorOf(Props.Create(() => new Orders()));
        var messages = ActorMessages.From(request => new Find(request.Route["id"])).ToJson(ReplyJson.Default.Order).To((NoOrder none) => Response.Text($"no order {none.Id}", 404));
        var peer = await Serve(e => e.MapActor("GET", "/orders/{id}", orders, new RouteOptions { Messages = messages }));
        await peer.Send(Headers(1).Get("/orders/7").EndStream(), Headers(3).Get("/orders/8").EndStream());
        var found = await peer.ExpectResponse(1);
        Assert.Equal(("application/json", "{\"Id\":\"7\",\"Items\":3}"), (found["content-type"], found.Text));
        var missing = await peer.ExpectResponse(3);
        Assert.Equal((404, "no order 8"), (missing.Status, missing.Text));
    }

    [Theory]
    [InlineData("{\"Id\":\"7\",\"Items\":3}", 201, "{\"Id\":\"7\",\"Items\":4}")]
    [InlineData("{\"Id\":", 400, "The body is not the JSON that this resource takes.")]
    [InlineData("null", 400, "The body is not the JSON that this resource takes.")]
    [InlineData("{\"Id\":\"seven and a body that is longer than its route allows\",\"Items\":3}", 413, null)]
    public async Task A_body_of_JSON_is_the_message(string body, int status, string? answer)
    {
        var messages = ActorMessages.FromJson(ReplyJson.Default.Order).ToJson(ReplyJson.Default.Order, status: 201);
        var options = new RouteOptions { Messages = messages, MaxRequestBodySize = 40 };
        var peer = await Serve(e => e.MapActor("POST", "/orders", Props.Create(() => new Orders()), options));
        await peer.Send(Headers(1).Post("/orders"), Data(1, body[..3]));
        await peer.ExpectAlive();
        await peer.Send(Data(1, body[3..]).EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((status, answer ?? response.Text), (response.Status, response.Text));
    }

    [Fact]
    public async Task A_body_that_is_never_whole_takes_no_actor_and_its_place_is_free_again()
    {
        var options = new RouteOptions { Messages = ActorMessages.FromJson(ReplyJson.Default.Order), MaxInFlight = 1 };
        var peer = await Serve(e => e.MapActor("/orders", Props.Create(() => new Orders()), options));
        var unfinished = peer.NewStream();
        await peer.Send(Headers(unfinished).Post("/orders"), Data(unfinished, "{"));
        await peer.ExpectAlive();
        await peer.Send(RstStream(unfinished));
        int status;
        do
        {
            var stream = peer.NewStream();
            await peer.Send(Headers(stream).Post("/orders"), Data(stream, "{").EndStream());
            status = (await peer.ExpectResponse(stream)).Status;
        }
        while (status == 503); // the end of the read is on its way
        Assert.Equal(400, status);
    }

    [Fact]
    public async Task A_function_of_the_route_that_fails_fails_the_request_alone()
    {
        var orders = System.ActorOf(Props.Create(() => new Orders()));
        var peer = await Serve(e => e
            .MapActor("/ask", orders, new RouteOptions { Messages = ActorMessages.From<Find>(_ => throw new InvalidOperationException("asking")) })
            .MapActor("/answer", orders, new RouteOptions { Messages = ActorMessages.From(_ => new Find("7")).To<Order>(_ => throw new InvalidOperationException("answering")) })
            .MapActor("/find", ActorTarget.Resolved(() => throw new InvalidOperationException("finding")))
            .OnError(error => Response.Text(error.Cause!.Message, 500)));
        await peer.Send(Headers(1).Get("/ask").EndStream(), Headers(3).Get("/answer").EndStream(), Headers(5).Get("/find").EndStream());
        Assert.Equal("asking", (await peer.ExpectResponse(1)).Text);
        Assert.Equal("answering", (await peer.ExpectResponse(3)).Text);
        Assert.Equal("finding", (await peer.ExpectResponse(5)).Text);
    }

    [Fact]
    public async Task A_selection_finds_whoever_has_the_name_now()
    {
        var peer = await Serve(e => e.MapActor("/{id}", System.ActorSelection("/user/named")));
        await peer.Send(Headers(1).Get("/1").EndStream());
        Assert.Equal(503, (await peer.ExpectResponse(1)).Status);
        var named = System.ActorOf(Props.Create(() => new Paths()), "named");
        for (var stream = 3; stream < 9; stream += 2)
        {
            await peer.Send(Headers(stream).Get($"/{stream}").EndStream());
            Assert.Equal($"/{stream}", (await peer.ExpectResponse(stream)).Text);
        }

        await named.GracefulStop(Deadline);
        await peer.Send(Headers(9).Get("/9").EndStream());
        Assert.Equal(503, (await peer.ExpectResponse(9)).Status);
        System.ActorOf(Props.Create(() => new Paths()), "named");
        await peer.Send(Headers(11).Get("/11").EndStream());
        Assert.Equal("/11", (await peer.ExpectResponse(11)).Text);
    }

    [Fact]
    public async Task A_function_finds_the_actor_for_each_request_or_none()
    {
        IActorRef? known = null;
        var peer = await Serve(e => e.MapActor("/{id}", ActorTarget.Resolved(() => known)));
        await peer.Send(Headers(1).Get("/1").EndStream());
        Assert.Equal(503, (await peer.ExpectResponse(1)).Status);
        known = System.ActorOf(Props.Create(() => new Paths()));
        await peer.Send(Headers(3).Get("/3").EndStream());
        Assert.Equal("/3", (await peer.ExpectResponse(3)).Text);
    }

    [Fact]
    public async Task An_actor_of_props_is_made_anew_when_it_has_stopped_and_ends_with_the_binding()
    {
        var ended = new TaskCompletionSource();
        var server = await Bind(e => e.MapActor("/{id}", Props.Create(() => new Living(ended))));
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/1").EndStream());
        Assert.Equal("1", (await peer.ExpectResponse(1)).Text);
        System.ActorSelection("/user/http2-endpoint-*/actors/actor").Tell(Kill.Instance);
        await ended.Task.WaitAsync(Deadline);
        await peer.Send(Headers(3).Get("/3").EndStream());
        Assert.Equal("1", (await peer.ExpectResponse(3)).Text);
        await server.TerminateAsync(Deadline);
        await Assert.ThrowsAsync<ActorNotFoundException>(() => System.ActorSelection("/user/http2-endpoint-*/actors/actor").ResolveOne(Deadline));
    }

    [Fact]
    public async Task One_request_more_than_a_route_has_in_flight_is_answered_with_503_and_retry_after()
    {
        var held = new TaskCompletionSource<IActorRef>();
        var holding = System.ActorOf(Props.Create(() => new Holding(held)));
        var peer = await Serve(e => e.MapActor("/", holding, new RouteOptions { MaxInFlight = 1 }));
        await peer.Send(Headers(1).Get("/").EndStream());
        var asker = await held.Task.WaitAsync(Deadline);
        await peer.Send(Headers(3).Get("/").EndStream());
        var busy = await peer.ExpectResponse(3);
        Assert.Equal((503, "1"), (busy.Status, busy["retry-after"]));
        asker.Tell(Response.Text("at last"));
        Assert.Equal("at last", (await peer.ExpectResponse(1)).Text);
        await peer.Send(Headers(5).Get("/").EndStream());
        await peer.ExpectAlive();
        holding.Tell("answer");
        Assert.Equal("answer", (await peer.ExpectResponse(5)).Text);
    }

    [Fact]
    public async Task An_actor_that_wants_to_know_is_told_that_a_request_was_cancelled()
    {
        var (asked, cancelled) = (new TaskCompletionSource<IActorRef>(), new TaskCompletionSource<(RequestCancelled, IActorRef)>());
        var knowing = System.ActorOf(Props.Create(() => new Knowing(asked, cancelled)));
        var peer = await Serve(e => e.MapActor("/{id}", knowing, new RouteOptions { TellsCancelled = true }));
        await peer.Send(Headers(1).Get("/7").EndStream());
        var asker = await asked.Task.WaitAsync(Deadline);
        await peer.Send(RstStream(1));
        var (message, sender) = await cancelled.Task.WaitAsync(Deadline);
        Assert.Equal(("/7", asker), (message.Request.Path, sender));
        await peer.ExpectAlive();
    }

    /// <summary>Its supervisor restarts it silently.</summary>
    [Theory]
    [InlineData("/ref")]
    [InlineData("/props")]
    [InlineData("/key/a")]
    [InlineData("/forwarded")]
    public async Task An_actor_that_is_restarted_while_it_has_a_request_is_answered_with_500_at_once_and_has_the_next_one(string path)
    {
        System.Http2(); // before the actors' types are used first
        var crashing = System.ActorOf(Props.Create(() => new Crashing()));
        var router = System.ActorOf(Props.Create(() => new Router(crashing)));
        var peer = await Serve(e => e
            .MapActor("/ref", crashing)
            .MapActor("/props", Props.Create(() => new Crashing()))
            .MapActorPerKey("/key/{id}", _ => Props.Create(() => new Crashing()))
            .MapActor("/forwarded", router)
            .OnError(error => Response.Text(error.Cause!.Message, 500)));
        for (var stream = 1; stream < 40; stream += 4)
        {
            await peer.Send(Headers(stream).Get(path + "?crash").EndStream(), Headers(stream + 2).Get(path).EndStream());
            var failed = await peer.ExpectResponse(stream);
            Assert.Equal(500, failed.Status);
            Assert.Contains("was restarted while it had the request", failed.Text);
            Assert.Equal("well", (await peer.ExpectResponse(stream + 2)).Text);
        }
    }

    /// <summary>Its type was used before AkkaH2 was, so Akka.NET makes it as it did then. Its props tell all the same.</summary>
    [Fact]
    public async Task So_is_one_of_props_whose_type_was_used_before()
    {
        await System.ActorOf(Props.Create(() => new CrashingBefore())).GracefulStop(Deadline);
        var peer = await Serve(e => e.MapActor("/", Props.Create(() => new CrashingBefore())));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
    }

    [Fact]
    public async Task A_restart_because_of_another_message_fails_no_request()
    {
        System.Http2();
        var held = new TaskCompletionSource<IActorRef>();
        var holding = System.ActorOf(Props.Create(() => new Holding(held)));
        var peer = await Serve(e => e.MapActor("/", holding));
        await peer.Send(Headers(1).Get("/").EndStream());
        var asker = await held.Task.WaitAsync(Deadline);
        holding.Tell("crash");
        await holding.Ask<ActorIdentity>(new Identify(null), Deadline);
        asker.Tell(Response.Text("from elsewhere"));
        Assert.Equal("from elsewhere", (await peer.ExpectResponse(1)).Text);
    }

    private sealed record Find(string Id);

    private sealed record NoOrder(string Id);

    private sealed record Order(string Id, int Items);

    [JsonSerializable(typeof(Order))]
    private sealed partial class ReplyJson : JsonSerializerContext;

    private sealed class Orders : ReceiveActor
    {
        public Orders()
        {
            Receive<Find>(find => Sender.Tell(find.Id == "7" ? new Order(find.Id, 3) : new NoOrder(find.Id)));
            Receive<Order>(order => Sender.Tell(order with { Items = order.Items + 1 }));
        }
    }

    private sealed class Paths : ReceiveActor
    {
        public Paths() => Receive<Request>(request => Sender.Tell(Response.Text(request.Path)));
    }

    private sealed class Living : ReceiveActor
    {
        private readonly TaskCompletionSource _ended;
        private int _count;

        public Living(TaskCompletionSource ended)
        {
            _ended = ended;
            Receive<Request>(_ => Sender.Tell(Response.Text($"{++_count}")));
        }

        protected override void PostStop() => _ended.TrySetResult();
    }

    private sealed class Holding : ReceiveActor
    {
        private IActorRef _asker = ActorRefs.Nobody;

        public Holding(TaskCompletionSource<IActorRef> first)
        {
            Receive<Request>(_ =>
            {
                _asker = Sender;
                first.TrySetResult(_asker);
            });
            Receive<string>(text =>
            {
                if (text == "crash")
                    throw new InvalidOperationException(text);
                _asker.Tell(Response.Text(text));
            });
        }
    }

    private sealed class Knowing : ReceiveActor
    {
        public Knowing(TaskCompletionSource<IActorRef> asked, TaskCompletionSource<(RequestCancelled, IActorRef)> cancelled)
        {
            Receive<Request>(_ => { asked.TrySetResult(Sender); });
            Receive<RequestCancelled>(message => { cancelled.TrySetResult((message, Sender)); });
        }
    }

    private sealed class Router : ReceiveActor
    {
        public Router(IActorRef target) => Receive<Request>(target.Forward);
    }

    private class Crashing : ReceiveActor
    {
        public Crashing() => Receive<Request>(request => Sender.Tell(request.Query == "crash" ? throw new InvalidOperationException("boom") : Response.Text("well")));
    }

    private sealed class CrashingBefore : ReceiveActor
    {
        public CrashingBefore() => Receive<Request>(_ => throw new InvalidOperationException("boom"));
    }
}
