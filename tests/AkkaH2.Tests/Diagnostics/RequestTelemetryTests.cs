using System.Diagnostics;
using System.Net;
using Akka.Actor;
using AkkaH2.Diagnostics;
using AkkaH2.Tests.Server;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Diagnostics;

/// <summary>Requests as metrics and traces, with the names of OpenTelemetry's semantic conventions for HTTP servers.</summary>
[Collection(nameof(ListensToTheProcess))]
public sealed class RequestTelemetryTests : ServerTest
{
    private const string Duration = "http.server.request.duration";

    protected override string Hocon => """
        akka.h2.supervision.exceptions = [
          { type = "System.TimeoutException", directive = restart }
          { type = "System.IO.IOException", directive = escalate }
        ]
        """;

    [Theory]
    [InlineData("GET", "/hello/7", "GET", "/hello/{name}", 200, null)]
    [InlineData("GET", "/actor", "GET", "/actor", 201, null)]
    [InlineData("GET", "/streamed", "GET", "/streamed", 200, null)]
    [InlineData("HEAD", "/streamed", "HEAD", "/streamed", 200, null)]
    [InlineData("GET", "/nowhere", "GET", null, 404, null)]
    [InlineData("BREW", "/hello/7", "_OTHER", null, 405, null)]
    [InlineData("GET", "/fails", "GET", "/fails", 500, "System.InvalidOperationException")]
    [InlineData("GET", "/responds-and-fails", "GET", "/responds-and-fails", 500, "System.InvalidOperationException")]
    [InlineData("GET", "/503", "GET", "/503", 503, "503")]
    public async Task A_request_is_measured(string method, string path, string methodTag, string? route, int status, string? error)
    {
        using var listening = new Listening();
        var actor = System.ActorOf(Props.Create(() => new Creating()));
        var peer = await Serve(e => e
            .Map("GET", "/hello/{name}", x => Response.Text(x.Route["name"]))
            .MapActor("/actor", actor)
            .Map("GET", "/streamed", async x => await x.RespondStreaming().WriteAsync(new byte[10]))
            .Map("GET", "/fails", _ => throw new InvalidOperationException("boom"))
            .Map("GET", "/responds-and-fails", x =>
            {
                x.Respond("never sent");
                throw new InvalidOperationException("boom");
            })
            .Map("GET", "/503", _ => Response.Empty(503)));
        await peer.Send(Headers(1).Request(method, path).EndStream());
        Assert.Equal(status, (await peer.ExpectResponse(1)).Status);

        var measured = await listening.ExpectAsync(Duration);
        Assert.Equal(
            (methodTag, "http", "2", route, status, error),
            (measured["http.request.method"], measured["url.scheme"], measured["network.protocol.version"], measured["http.route"], measured["http.response.status_code"], measured["error.type"]));
        Assert.True(measured.Value is >= 0 and < 60, $"{measured.Value} s");
        Assert.Equal(0, listening.Sum("http.server.active_requests"));
        Assert.Equal(1, listening.Sum("akkah2.server.streams.opened"));
    }

    [Fact]
    public async Task The_status_is_the_one_that_the_error_handler_answers()
    {
        using var listening = new Listening();
        var peer = await Serve(e => e.OnError(_ => Response.Empty(404)).Map("GET", "/", _ => throw new KeyNotFoundException()));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(404, (await peer.ExpectResponse(1)).Status);
        var measured = await listening.ExpectAsync(Duration);
        Assert.Equal((404, null), (measured["http.response.status_code"], measured["error.type"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_is_run_again_is_one_request(bool hasHandler)
    {
        using var listening = new Listening(traces: true);
        var runs = 0;
        var peer = await Serve(e => (hasHandler ? e.OnError(_ => null) : e).Map("GET", "/", _ => ++runs == 1 ? throw new TimeoutException() : Response.Empty(503)));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(503, (await peer.ExpectResponse(1)).Status);

        var measured = await listening.ExpectAsync(Duration);
        Assert.Equal((503, "503", "/"), (measured["http.response.status_code"], measured["error.type"], measured["http.route"]));
        Assert.Equal("exception", Assert.Single((await listening.ExpectSpanAsync("GET /")).Events).Name);
        Assert.Equal((2, 0, 1), (runs, listening.Sum("http.server.active_requests"), listening.Count(Duration)));
    }

    [Theory]
    [InlineData("escalates", true)]
    [InlineData("escalates", false)]
    [InlineData("resets", true)]
    [InlineData("resets", false)]
    [InlineData("kills", true)]
    [InlineData("kills", false)]
    public async Task A_failed_request_that_nobody_answers_has_ended(string endpoint, bool hasHandler)
    {
        using var listening = new Listening();
        var peer = await Serve(e => (hasHandler ? e.OnError(_ => null) : e).Map("GET", "/", x =>
        {
            // Its connection takes this before it hears of the failure.
            if (endpoint != "escalates")
                System.ActorSelection(x.Connection.Path).Tell(endpoint == "kills" ? KillConnection.Instance : new ResetStream(1, ErrorCode.Cancel));
            throw endpoint == "escalates" ? new IOException() : new InvalidOperationException();
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        await listening.ExpectAsync(Duration);
        Assert.Equal((0, 1), (listening.Sum("http.server.active_requests"), listening.Count(Duration)));
    }

    [Fact]
    public async Task While_its_endpoint_works_a_request_is_active_and_a_reset_is_its_error()
    {
        using var listening = new Listening();
        var started = new TaskCompletionSource();
        var peer = await Serve(e => e.Map("GET", "/", async request =>
        {
            started.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, request.Aborted);
            return Response.Empty(204);
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        await started.Task.WaitAsync(Deadline);
        Assert.Equal(1, listening.Sum("http.server.active_requests"));

        await peer.Send(RstStream(1, ErrorCode.Cancel));
        var measured = await listening.ExpectAsync(Duration);
        Assert.Equal((null, "CANCEL"), (measured["http.response.status_code"], measured["error.type"]));
        Assert.Equal(0, listening.Sum("http.server.active_requests"));
        var reset = await listening.ExpectAsync("akkah2.server.streams.reset");
        Assert.Equal(("client", "CANCEL"), (reset["akkah2.reset.sender"], reset["akkah2.error_code"]));
    }

    [Theory]
    [InlineData("http", "http")]
    [InlineData("HTTPS", "https")]
    [InlineData("a7f3", "_OTHER")]
    public async Task A_client_makes_no_tag_of_its_own_by_the_scheme(string scheme, string tag)
    {
        using var listening = new Listening(traces: true);
        var peer = await Serve(e => e.Map("GET", "/", _ => Response.Empty(204)));
        await peer.Send(Headers(1).Request("GET", "/", scheme).EndStream());
        Assert.Equal(204, (await peer.ExpectResponse(1)).Status);
        Assert.Equal(tag, (await listening.ExpectAsync(Duration))["url.scheme"]);
        Assert.Equal(tag, (await listening.ExpectAsync("http.server.active_requests"))["url.scheme"]);
        Assert.Equal(scheme, (await listening.ExpectSpanAsync("GET /")).GetTagItem("url.scheme"));
    }

    [Fact]
    public async Task Nor_by_the_code_of_a_reset_or_of_GOAWAY()
    {
        using var listening = new Listening();
        var peer = await Serve(e => e.Map("GET", "/", async request =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, request.Aborted);
            return Response.Empty(204);
        }));
        await peer.Send(Headers(1).Get("/").EndStream(), RstStream(1, (ErrorCode)0x1234));
        Assert.Equal("_OTHER", (await listening.ExpectAsync(Duration))["error.type"]);
        Assert.Equal("_OTHER", (await listening.ExpectAsync("akkah2.server.streams.reset"))["akkah2.error_code"]);
        await peer.Send(GoAway(0, (ErrorCode)0x1234));
        await peer.ExpectClosed();
        await peer.DisposeAsync();
        Assert.Equal("_OTHER", (await listening.ExpectAsync("akkah2.server.connection.duration"))["error.type"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_an_actor_has_ends_with_its_connection(bool hasMiddleware)
    {
        using var listening = new Listening(traces: true);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var silent = System.ActorOf(Props.Create(() => new Silent(asked)));
        var peer = await Serve(e => (hasMiddleware ? e.Use((x, next) => next(x)) : e).MapActor("/", silent));
        await peer.Send(Headers(1).Get("/").EndStream());
        await asked.Task.WaitAsync(Deadline);
        await System.KillConnectionAsync(Deadline);
        var measured = await listening.ExpectAsync(Duration);
        Assert.Equal((null, "aborted"), (measured["http.response.status_code"], measured["error.type"]));
        Assert.Equal(0, listening.Sum("http.server.active_requests"));
        await listening.ExpectSpanAsync("GET /");
    }

    [Fact]
    public async Task A_request_is_a_span_below_the_one_that_the_client_names()
    {
        using var listening = new Listening(traces: true);
        var current = new TaskCompletionSource<Activity?>();
        var peer = await Serve(e => e.Map("GET", "/orders/{id}", async x =>
        {
            current.SetResult(Activity.Current);
            await Task.Yield();
            x.Respond(Activity.Current == x.Request.Activity ? "still current" : "lost");
        }));
        await peer.Send(Headers(1).Get("/orders/7?full").Field("user-agent", "a test")
            .Field("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").Field("tracestate", "vendor=1").EndStream());
        Assert.Equal("still current", (await peer.ExpectResponse(1)).Text);

        var span = await listening.ExpectSpanAsync("GET /orders/{id}");
        Assert.Same(span, await current.Task);
        Assert.Equal(
            ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "vendor=1", ActivityKind.Server, ActivityStatusCode.Unset),
            (span.TraceId.ToString(), span.ParentSpanId.ToString(), span.TraceStateString, span.Kind, span.Status));
        Assert.Equal(
            ("GET", "/orders/7", "http", "/orders/{id}", 200, "2", "localhost", "a test"),
            (Tag("http.request.method"), Tag("url.path"), Tag("url.scheme"), Tag("http.route"), Tag("http.response.status_code"), Tag("network.protocol.version"), Tag("server.address"), Tag("user_agent.original")));
        Assert.Equal("127.0.0.1", Tag("network.peer.address"));

        object? Tag(string name) => span.GetTagItem(name);
    }

    [Fact]
    public async Task A_span_has_no_parent_but_the_clients_and_tells_a_failure()
    {
        using var listening = new Listening(traces: true);
        var peer = await Serve(e => e.Map("GET", "/one", x => x.Respond("one")).Map("GET", "/two", _ => throw new InvalidOperationException("boom")));
        await peer.Send([Headers(1).Get("/one").EndStream(), Headers(3).Get("/two").EndStream()]); // in one turn
        await peer.ExpectResponse(1);
        await peer.ExpectResponse(3);
        Assert.Equal(default, (await listening.ExpectSpanAsync("GET /one")).ParentSpanId);
        var failed = await listening.ExpectSpanAsync("GET /two");
        Assert.Equal((default, ActivityStatusCode.Error, "System.InvalidOperationException"), (failed.ParentSpanId, failed.Status, failed.GetTagItem("error.type")));
        Assert.Equal("exception", Assert.Single(failed.Events).Name);
    }

    [Fact]
    public async Task An_actor_finds_the_span_in_its_request()
    {
        using var listening = new Listening(traces: true);
        var peer = await Serve(e => e.MapActor("/actor", System.ActorOf(Props.Create(() => new Creating()))));
        await peer.Send(Headers(1).Get("/actor").EndStream());
        Assert.Equal("traced", (await peer.ExpectResponse(1)).Text);
        await listening.ExpectSpanAsync("GET /actor");
    }

    [Fact]
    public async Task A_listener_that_throws_ends_nothing()
    {
        using var listeners = new ThrowingListeners();
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond("ok")).MapActor("/actor", System.ActorOf(Props.Create(() => new Creating()))));
        await peer.Send(Headers(1).Get("/").EndStream(), Headers(3).Get("/actor").EndStream());
        Assert.Equal("ok", (await peer.ExpectResponse(1)).Text);
        Assert.Equal(201, (await peer.ExpectResponse(3)).Status);
        await System.KillConnectionAsync(Deadline);
    }

    [Fact]
    public void Where_nobody_listens_nothing_is_made_and_no_time_is_read()
    {
        var request = new Request(new Protocol.RequestHead("GET", "http", "localhost", "/", AkkaH2.Headers.Empty, null), RequestBody.Empty);
        var peer = new IPEndPoint(IPAddress.Loopback, 1);
        Exercise(); // compiles
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            Exercise();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Exercise()
        {
            // Without the object there is no place where a time could be kept.
            Assert.True(RequestTelemetry.Begin(request, "2", peer) is null && ConnectionTelemetry.Begin("2") is null);
            Instruments.OnStream();
            Instruments.OnReset(ErrorCode.Cancel, ours: true);
            Instruments.OnLimit(Protocol.Limit.ResetBurst);
        }
    }

    private sealed class Silent : ReceiveActor
    {
        public Silent(TaskCompletionSource asked) => Receive<Request>(_ => asked.SetResult());
    }

    private sealed class Creating : ReceiveActor
    {
        public Creating() => Receive<Request>(request => Sender.Tell(Response.Text(request.Activity is null ? "not traced" : "traced", 201)));
    }
}
