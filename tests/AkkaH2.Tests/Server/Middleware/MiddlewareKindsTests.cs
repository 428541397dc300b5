using System.Net.WebSockets;
using System.Text;
using Akka.Actor;
using Akka.Streams.Dsl;
using AkkaH2.Endpoints;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server.Middleware;

/// <summary>Middleware stands around every kind of endpoint, and around what answers where there is none.</summary>
public sealed class MiddlewareKindsTests() : ServerTest("memory")
{
    private readonly TaskCompletionSource<string> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData("/exchange", 200, "blue")]
    [InlineData("/exchange-async", 200, "blue")]
    [InlineData("/request", 200, "blue")]
    [InlineData("/request-async", 200, "blue")]
    [InlineData("/written", 200, "blue")]
    [InlineData("/streamed", 200, "blue")]
    [InlineData("/flow", 200, "blue")]
    [InlineData("/actor", 200, "blue")]
    [InlineData("/props", 200, "blue")]
    [InlineData("/selection", 200, "blue")]
    [InlineData("/keys/a", 200, "blue")]
    [InlineData("/message", 200, "blue")]
    [InlineData("/actor-streamed", 200, "blue")]
    [InlineData("/pieces", 200, "blue")]
    [InlineData("/events", 200, "data: blue\n\n")]
    [InlineData("/dead", 503, "The actor behind this resource is not there.")]
    [InlineData("/nowhere", 404, "There is nothing at this path.")]
    public async Task It_changes_the_request_and_the_response_of_a(string path, int status, string body)
    {
        var peer = await Serve(e => MapAll(e).Use(Paint));
        await peer.Send(Headers(1).Get(path).Field("x-colour", "red").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((status, body, "paint"), (response.Status, response.Text, response["x-by"]));
        Assert.Equal($"{status}, {body.Length} octets", await _outcome.Task.WaitAsync(Deadline));
    }

    [Theory]
    [InlineData("/exchange")]
    [InlineData("/written")]
    [InlineData("/actor")]
    [InlineData("/pieces")]
    [InlineData("/events")]
    [InlineData("/nowhere")]
    public async Task Where_it_answers_itself_the_endpoint_is_not_called(string path)
    {
        var peer = await Serve(e => MapAll(e).Use((x, _) =>
        {
            x.Respond("who are you?", 401);
            return Task.CompletedTask;
        }));
        await peer.Send(Headers(1).Get(path).EndStream());
        Assert.Equal((401, "who are you?"), (await peer.ExpectResponse(1)) is var response ? (response.Status, response.Text) : default);
    }

    [Theory]
    [InlineData("/fails")]
    [InlineData("/fails-later")]
    [InlineData("/actor-fails")]
    [InlineData("/actor-fails-to-answer")]
    public async Task It_sees_the_failure_of_a(string path)
    {
        var peer = await Serve(e => MapFailing(e).Use(Watch));
        await peer.Send(Headers(1).Get(path).EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        Assert.Equal("boom", await _outcome.Task.WaitAsync(Deadline));
    }

    [Theory]
    [InlineData("/fails")]
    [InlineData("/actor-fails")]
    public async Task It_may_answer_in_place_of_one_that_failed(string path)
    {
        var peer = await Serve(e => MapFailing(e).Use(async (x, next) =>
        {
            try
            {
                await next(x);
            }
            catch (InvalidOperationException cause)
            {
                x.Respond($"sorry: {cause.Message}", 503);
            }
        }));
        await peer.Send(Headers(1).Get(path).EndStream());
        Assert.Equal((503, "sorry: boom"), (await peer.ExpectResponse(1)) is var response ? (response.Status, response.Text) : default);
    }

    [Theory]
    [InlineData("/waits")]
    [InlineData("/actor-waits")]
    public async Task It_sees_the_reset_by_the_peer(string path)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = await Serve(e => e
            .Use(Watch)
            .Map("GET", "/waits", async x =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, x.Aborted);
            })
            .MapActor("/actor-waits", Props.Create(() => new Waiting(begun))));
        await peer.Send(Headers(1).Get(path).EndStream());
        await begun.Task.WaitAsync(Deadline);
        await peer.Send(RstStream(1, ErrorCode.EnhanceYourCalm));
        Assert.StartsWith("ENHANCE_YOUR_CALM", await _outcome.Task.WaitAsync(Deadline), StringComparison.Ordinal);
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task It_stands_around_a_WebSocket()
    {
        var peer = await Serve(e => e.Use(Paint).MapWebSocket("/chat", async (socket, x) =>
            await socket.SendAsync(Encoding.ASCII.GetBytes(x.Request.Headers["x-colour"]!), WebSocketMessageType.Text, endOfMessage: true, x.Aborted)));
        await peer.Send(Headers(1).Connect("websocket", "/chat").Field("sec-websocket-version", "13"));
        var head = await peer.ExpectHeaders(1);
        Assert.Equal((200, "paint"), (head.Status, head["x-by"]));
        Assert.Equal([0x81, 4, .. "blue"u8], (await peer.ExpectData(1)).Data.ToArray());
        await peer.Send(Data(1, new byte[] { 0x88, 0x80, 0, 0, 0, 0 }).EndStream()); // close
        await peer.ExpectRest(1);
        Assert.StartsWith("200, ", await _outcome.Task.WaitAsync(Deadline), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_stands_around_the_endpoint_of_all_and_its_tunnels()
    {
        var peer = await Serve(e => e.Use(Paint).MapAll(async x =>
        {
            await using var tunnel = x.OpenTunnel();
            await tunnel.CopyToAsync(tunnel);
        }));
        await peer.Send(Headers(1).Connect("example.com:443"));
        Assert.Equal("paint", (await peer.ExpectHeaders(1))["x-by"]);
        await peer.Send(Data(1, "through").EndStream());
        Assert.Equal("through", Encoding.ASCII.GetString(await peer.ExpectRest(1)));
    }

    [Theory]
    [InlineData("POST", "/exchange", 405)]
    [InlineData("OPTIONS", "*", 204)]
    [InlineData("HEAD", "/exchange", 200)]
    public async Task It_stands_around(string method, string target, int status)
    {
        var peer = await Serve(e => MapAll(e).Use(Paint));
        await peer.Send(Headers(1).Request(method, target).EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((status, "paint"), (response.Status, response["x-by"]));
    }

    [Fact]
    public async Task It_sees_that_a_body_was_too_large()
    {
        var peer = await Serve(e => e.Use(Watch).Map("POST", "/", x => x.Respond(""), new RouteOptions { MaxRequestBodySize = 3 }));
        await peer.Send(Headers(1).Post("/").Field("content-length", "4"));
        Assert.Equal(413, (await peer.ExpectResponse(1)).Status);
        Assert.StartsWith("413, ", await _outcome.Task.WaitAsync(Deadline), StringComparison.Ordinal);
    }

    private async Task Paint(Exchange x, Func<Exchange, Task> next)
    {
        x.Request = x.Request.With("x-colour", "blue");
        x.OnResponding(response => response.With("x-by", "paint"));
        await Watch(x, next);
    }

    private async Task Watch(Exchange x, Func<Exchange, Task> next)
    {
        try
        {
            await next(x);
            _outcome.TrySetResult(x.PeerReset is { } reset ? reset.Name() : $"{x.Status}, {x.ResponseOctets} octets");
        }
        catch (Exception cause)
        {
            _outcome.TrySetResult(x.PeerReset is { } reset ? $"{reset.Name()}: {cause.Message}" : cause.Message);
            throw;
        }
    }

    private EndpointBuilder MapAll(EndpointBuilder endpoints)
    {
        var named = System.ActorOf(Props.Create(() => new Painted()), "painted");
        var dead = System.ActorOf(Props.Create(() => new Painted()));
        System.Stop(dead);
        return endpoints
            .Map("GET", "/exchange", x => x.Respond(Colour(x.Request)))
            .Map("GET", "/exchange-async", async x =>
            {
                await Task.Yield();
                x.Respond(Colour(x.Request));
            })
            .Map("GET", "/request", request => Response.Text(Colour(request)))
            .Map("GET", "/request-async", async request =>
            {
                await Task.Yield();
                return Response.Text(Colour(request));
            })
            .Map("GET", "/written", async x => await x.RespondStreaming().WriteAsync(Encoding.ASCII.GetBytes(Colour(x.Request))))
            .Map("GET", "/streamed", request => Streamed(request))
            .MapFlow("/flow", Flow.Create<Request>().Select(request => Response.Text(Colour(request))))
            .MapActor("/actor", named)
            .MapActor("/props", Props.Create(() => new Painted()))
            .MapActor("/selection", System.ActorSelection("/user/painted"))
            .MapActorPerKey("/keys/{id}", _ => Props.Create(() => new Painted()))
            .MapActor("/message", named, new RouteOptions { Messages = ActorMessages.From(Colour).To((string text) => Response.Text(text)) })
            .MapActor("/actor-streamed", named)
            .MapActor("/pieces", Props.Create(() => new Pieces()))
            .MapSource("/events", request => Source.Single(new ServerSentEvent(Colour(request))))
            .MapActor("/dead", dead);
    }

    private EndpointBuilder MapFailing(EndpointBuilder endpoints) => endpoints
        .Map("GET", "/fails", _ => throw new InvalidOperationException("boom"))
        .Map("GET", "/fails-later", async x =>
        {
            await Task.Yield();
            throw new InvalidOperationException("boom");
        })
        .MapActor("/actor-fails", Props.Create(() => new Failing()))
        .MapActor("/actor-fails-to-answer", Props.Create(() => new Failing()), new RouteOptions { Messages = ActorMessages.From<string>(_ => throw new InvalidOperationException("boom")) });

    private static string Colour(Request request) => request.Headers["x-colour"]!;

    private static Response Streamed(Request request) => Response.Streamed(Source.Single<ReadOnlyMemory<byte>>(Encoding.ASCII.GetBytes(Colour(request))));

    private sealed class Painted : ReceiveActor
    {
        public Painted()
        {
            Receive<Request>(request => Sender.Tell(request.Path == "/actor-streamed" ? Streamed(request) : Response.Text(Colour(request))));
            Receive<string>(text => Sender.Tell(text));
        }
    }

    private sealed class Pieces : ReceiveActor
    {
        private byte[] _colour = [];

        public Pieces()
        {
            Receive<Request>(request =>
            {
                _colour = Encoding.ASCII.GetBytes(Colour(request));
                Sender.Tell(new ResponseStarted());
                Sender.Tell(new Chunk(_colour.AsMemory(0, 2)));
            });
            Receive<ChunkSent>(_ =>
            {
                Sender.Tell(new Chunk(_colour.AsMemory(2)));
                Sender.Tell(new Completed());
                Become(() => Receive<ChunkSent>(_ => { }));
            });
        }
    }

    private sealed class Failing : ReceiveActor
    {
        public Failing() => Receive<Request>(_ => Sender.Tell(new Status.Failure(new InvalidOperationException("boom"))));
    }

    private sealed class Waiting : ReceiveActor
    {
        public Waiting(TaskCompletionSource begun) => Receive<Request>(_ => begun.SetResult());
    }
}
