using System.Threading.Channels;
using Akka.Actor;
using AkkaH2.Actors;
using AkkaH2.Endpoints;
using AkkaH2.Server;
using AkkaH2.Tests.Diagnostics;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>Somebody outside of AkkaH2 stops a StreamActor by its path: its request is answered as if its endpoint had failed, ends for whoever measures, and leaves nothing.</summary>
[Collection(nameof(ListensToTheProcess))]
public sealed class StoppedStreamActorTests : ServerTest
{
    private const string Duration = "http.server.request.duration";

    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData("poison", false)]
    [InlineData("kill", false)]
    [InlineData("stop", false)]
    [InlineData("poison", true)]
    [InlineData("kill", true)]
    [InlineData("stop", true)]
    public async Task A_request_that_an_actor_has_is_500_and_has_ended(string how, bool hasMiddleware)
    {
        using var listening = new Listening();
        var ended = Channel.CreateUnbounded<(int Status, string? Error)>(); // as the access log hears of them
        var asked = 0;
        var silent = System.ActorOf(Props.Create(() => new Silent(() => Interlocked.Increment(ref asked))));
        var peer = await Serve(e => (hasMiddleware ? e.Use((x, next) => Observed(x, next, ended)) : e).MapActor("/", silent, new RouteOptions { MaxInFlight = 1 }));
        for (var stream = 1; stream < 7; stream += 2)
        {
            await peer.Send(Headers(stream).Get("/").EndStream());
            while (Volatile.Read(ref asked) <= stream / 2) // else its place was not given back
                await peer.ExpectAlive();
            await Stop(how);
            Assert.Equal(500, (await peer.ExpectResponse(stream)).Status);
            if (hasMiddleware)
                Assert.Equal((500, "500"), await ended.Reader.ReadAsync(TestDeadline));
        }

        while (listening.Count(Duration) < 3)
            await peer.ExpectAlive();
        var measured = await listening.ExpectAsync(Duration);
        Assert.Equal((500, "500"), (measured["http.response.status_code"], measured["error.type"]));
        Assert.Equal((3, 0), (listening.Count(Duration), listening.Sum("http.server.active_requests")));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_function_that_is_at_work_ends_in_vain_and_the_next_request_is_served(bool responds, bool hasHandler)
    {
        using var listening = new Listening();
        var peer = await Serve(e => (hasHandler ? e.OnError(_ => null) : e).Map("POST", "/", async x =>
        {
            _begun.SetResult();
            await _release.Task;
            if (responds)
                x.Respond("late");
            throw new InvalidOperationException("late");
        }).Map("GET", "/well", x => x.Respond("well")));
        await peer.Send(Headers(1).Request("POST", "/"));
        await _begun.Task.WaitAsync(Deadline);
        await Stop("stop");
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        _release.SetResult();
        await listening.ExpectAsync(Duration, measured => measured["http.response.status_code"] is 500);
        for (var stream = 3; stream < 21; stream += 2)
        {
            await peer.Send(Headers(stream).Get("/well").EndStream());
            Assert.Equal("well", (await peer.ExpectResponse(stream)).Text);
        }

        while (listening.Count(Duration) < 10)
            await peer.ExpectAlive();
        Assert.Equal((10, 0), (listening.Count(Duration), listening.Sum("http.server.active_requests")));
    }

    [Fact]
    public async Task A_function_that_fails_into_a_StreamActor_that_stops_is_measured_as_500()
    {
        var ended = Channel.CreateUnbounded<(int Status, string? Error)>();
        var peer = await Serve(e => e.Map("GET", "/", x =>
        {
            x.OnEnded((status, error, _) => ended.Writer.TryWrite((status, error)));
            System.Stop(x.Worker!.Actor); // which stops behind this function, on the same turn
            throw new FileNotFoundException();
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        var (status, error) = await ended.Reader.ReadAsync(TestDeadline);
        Assert.Equal(500, status);
        Assert.Contains(error, new[] { typeof(FileNotFoundException).FullName, "500" }); // 500 where another thread has stopped it before the function failed
    }

    [Fact]
    public async Task Within_a_response_its_stream_is_reset()
    {
        using var listening = new Listening();
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var writer = x.RespondStreaming();
            await writer.WriteAsync("half"u8.ToArray());
            await writer.WhenSentAsync();
            _begun.SetResult();
            await _release.Task;
            await writer.WriteAsync("late"u8.ToArray());
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        await _begun.Task.WaitAsync(Deadline);
        await Stop("stop");
        await peer.ExpectStreamError(1, ErrorCode.InternalError);
        _release.SetResult();
        var measured = await listening.ExpectAsync(Duration);
        Assert.Equal("aborted", measured["error.type"]);
        Assert.Equal(0, listening.Sum("http.server.active_requests"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_at_work_keeps_its_place(bool hasHandler)
    {
        var streaming = System.ActorOf(Props.Create(() => new Streaming(new Held(_begun, _release.Task))));
        var server = await Bind(e => (hasHandler ? e.OnError(_ => Response.Text("handled", 500)) : e).MapActor("/", streaming));
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(200, (await peer.ExpectHeaders(1)).Status);
        await _begun.Task.WaitAsync(Deadline);
        await Stop("stop");
        await peer.ExpectStreamError(1, ErrorCode.InternalError);
        Assert.Equal(1, await AtWork(server));
        _release.SetResult();
        while (await AtWork(server) > 0)
            await peer.ExpectAlive();
    }

    [Fact]
    public async Task A_function_at_work_keeps_its_place_and_no_handler_is_asked()
    {
        var server = await Bind(e => e.OnError(_ => Response.Text("handled", 500)).Map("GET", "/", async x =>
        {
            _begun.SetResult();
            await _release.Task;
        }).Map("GET", "/well", x => x.Respond("well")));
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/").EndStream());
        await _begun.Task.WaitAsync(Deadline);
        await Stop("stop");
        var response = await peer.ExpectResponse(1);
        Assert.Equal((500, false), (response.Status, response.Text == "handled"));
        await peer.Send(Headers(3).Get("/well").EndStream());
        Assert.Equal("well", (await peer.ExpectResponse(3)).Text);
        while (await AtWork(server) > 1) // that of the second request
            await peer.ExpectAlive();
        Assert.Equal(1, await AtWork(server));
        _release.SetResult();
        while (await AtWork(server) > 0)
            await peer.ExpectAlive();
    }

    [Fact]
    public async Task A_request_whose_client_had_left_is_not_counted_as_answered()
    {
        using var listening = new Listening();
        var left = new TaskCompletionSource<Exchange>(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = await Bind(e => e.Map("GET", "/", async x =>
        {
            await using var told = x.Aborted.Register(() => left.SetResult(x));
            _begun.SetResult();
            await _release.Task;
        }));
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/").EndStream());
        await _begun.Task.WaitAsync(Deadline);
        await peer.Send(RstStream(1));
        var exchange = await left.Task.WaitAsync(Deadline);
        await Stop("stop");
        while (exchange.Worker is not null)
            await peer.ExpectAlive();
        Assert.Equal(1, await AtWork(server)); // what the connection does when its StreamActor has stopped is done
        _release.SetResult();
        var measured = await listening.ExpectAsync(Duration);
        Assert.Equal((null, "CANCEL"), (measured["http.response.status_code"], measured["error.type"]));
        while (await AtWork(server) > 0)
            await peer.ExpectAlive();
    }

    [Fact]
    public async Task A_function_that_has_responded_and_fails_at_that_moment_leaves_nobody_waiting()
    {
        var failed = Task.FromException(new InvalidOperationException("late"));
        var peer = await Serve(e =>
        {
            for (var stream = 1; stream < 200; stream += 2) // each with a place of its own: one that holds up its thread again and again is moved to the pool
                e.Map("GET", $"/{stream}", Fail);
        });
        for (var stream = 1; stream < 200; stream += 2)
        {
            await peer.Send(Headers(stream).Get($"/{stream}").EndStream());
            Assert.Equal(500, (await peer.ExpectResponse(stream)).Status);
        }

        Task Fail(Exchange x)
        {
            x.Respond("whole"); // which is held back, until this has ended
            System.Stop(x.Worker!.Actor);
            while (x.Worker is not null) // the connection has found out, and looks whether the function has failed
                Interlocked.MemoryBarrier();
            return failed;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_function_that_has_responded_and_fails_after_that_is_500(bool hasHandler)
    {
        using var listening = new Listening();
        ServerBinding server = null!;
        server = await Bind(e => (hasHandler ? e.OnError(_ => Response.Text("handled", 500)) : e).Map("GET", "/", x =>
        {
            x.Respond("whole"); // which is held back, until this has ended
            System.Stop(x.Worker!.Actor);
            while (!x.IsAborted)
                TestDeadline.ThrowIfCancellationRequested();
            server.GetConnectionsAsync().Wait(TestDeadline); // so the connection has done what it does when its StreamActor has stopped
            throw new FileNotFoundException();
        }));
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((500, hasHandler), (response.Status, response.Text == "handled"));
        await listening.ExpectAsync(Duration, measured => measured["http.response.status_code"] is 500);
        while (await AtWork(server) > 0)
            await peer.ExpectAlive();
        Assert.Equal((1, 0), (listening.Count(Duration), listening.Sum("http.server.active_requests")));
    }

    [Fact]
    public async Task Who_cuts_it_off_then_finds_its_failure_and_the_response_that_is_held_back()
    {
        var seen = new TaskCompletionSource<(bool IsReturned, bool IsUnanswered, bool IsDropped, bool IsDroppedAgain)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = await Serve(e => e.Map("GET", "/", x =>
        {
            x.Respond("whole");
            var failure = EndpointCall.TryEnd(x, new InvalidOperationException("late")); // to be told to the StreamActor, which has stopped
            seen.SetResult((failure is not null, x.TryCutOff(), x.TryDropFailed(), x.TryDropFailed()));
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal((true, false, true, false), await seen.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task The_body_of_a_reply_that_was_on_its_way_to_it_is_disposed()
    {
        var begun = new TaskCompletionSource<IActorRef>(TaskCreationOptions.RunContinuationsAsynchronously);
        var replier = new TaskCompletionSource<IActorRef>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var released = new ManualResetEventSlim();
        var streaming = System.ActorOf(Props.Create(() => new Beginning(replier)));
        var peer = await Serve(e => e.Use((x, next) =>
        {
            x.OnResponding(response =>
            {
                begun.SetResult(x.Worker!.Actor); // inside of it
                released.Wait(TestDeadline);
                return response;
            });
            return next(x);
        }).MapActor("/", streaming));
        await peer.Send(Headers(1).Get("/").EndStream());
        System.Stop(await begun.Task.WaitAsync(Deadline));
        var body = new Watched();
        (await replier.Task.WaitAsync(Deadline)).Tell(new Response(200, AkkaH2.Headers.Empty, ResponseBody.From(body)));
        released.Set();
        await body.Disposed.WaitAsync(Deadline);
    }

    private static Task Observed(Exchange x, Func<Exchange, Task> next, Channel<(int Status, string? Error)> ended)
    {
        x.OnEnded((status, error, _) => ended.Writer.TryWrite((status, error)));
        return next(x);
    }

    private static async Task<int> AtWork(ServerBinding server) => Assert.Single((await server.GetConnectionsAsync()).Connections).AtWork;

    private async Task Stop(string how)
    {
        var actor = await System.ActorSelection("/system/http2/listener-*/accepting-*/connection-*/stream-*").ResolveOne(Deadline);
        switch (how)
        {
            case "poison": actor.Tell(PoisonPill.Instance); break;
            case "kill": actor.Tell(Kill.Instance); break;
            default: System.Stop(actor); break;
        }
    }

    private sealed class Streaming : ReceiveActor
    {
        public Streaming(Stream body) => Receive<Request>(_ => Sender.Tell(new Response(200, AkkaH2.Headers.Empty, ResponseBody.From(body))));
    }

    /// <summary>Its first read ends when it may, whoever gives it up.</summary>
    private sealed class Held(TaskCompletionSource begun, Task release) : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            begun.SetResult();
            await release;
            return 0;
        }
    }

    private sealed class Beginning : ReceiveActor
    {
        public Beginning(TaskCompletionSource<IActorRef> asked) => Receive<Request>(_ =>
        {
            Sender.Tell(new ResponseStarted());
            asked.SetResult(Sender);
        });
    }

    private sealed class Watched : MemoryStream
    {
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Disposed => _disposed.Task;

        protected override void Dispose(bool disposing)
        {
            _disposed.TrySetResult();
            base.Dispose(disposing);
        }
    }

    private sealed class Silent : ReceiveActor
    {
        public Silent(Action onAsked) => Receive<Request>(_ => onAsked());
    }
}
