using Akka.Actor;
using AkkaH2.Server;
using AkkaH2.Wire;

namespace AkkaH2.Http1.Tests;

public sealed class SupervisionTestsInMemory() : SupervisionTests("memory");

public sealed class SupervisionTestsOnSockets() : SupervisionTests("sockets");

/// <summary>The directive for a failed endpoint decides what its peer sees, as over HTTP/2 where that can be said in HTTP/1.1 (docs/supervision.md).</summary>
public abstract class SupervisionTests(string transport) : Http1Test(transport)
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private const string Well = "GET /well HTTP/1.1\r\nHost: a\r\n\r\n";

    private int _runs;

    protected override string Hocon => """
        akka.h2.supervision.exceptions = [
          { type = "System.ArithmeticException", directive = resume }
          { type = "System.TimeoutException", directive = restart }
          { type = "System.IO.IOException", directive = escalate }
        ]
        """;

    protected override int Complaints => 10; // each failure is in the log

    [Theory]
    [InlineData("stop")]
    [InlineData("resume")]
    public async Task Before_a_response_stop_and_resume_are_500_and_the_connection_goes_on(string directive)
    {
        var peer = await Serve(e => e.Map("GET", "/", x =>
        {
            if (_runs++ == 0)
                throw Failure(directive);
            x.Respond("well");
        }));
        await peer.Send(Get);
        Assert.Equal(500, (await peer.Receive("GET")).Status);
        await peer.Send(Get);
        Assert.Equal("well", (await peer.Receive("GET")).Body);
    }

    [Theory]
    [InlineData("GET", "", 200)]
    [InlineData("PUT", "body", 200)]
    [InlineData("POST", "body", 500)] // not idempotent
    public async Task Before_a_response_restart_runs_a_request_again_that_may_be_run_again(string method, string body, int status)
    {
        var response = await Ask(
            e => e.Map(method, "/", async x =>
            {
                if (_runs++ == 0)
                    throw Failure("restart");
                x.Respond($"run {_runs}: {await x.Request.Body.ReadTextAsync(100)}");
            }),
            $"{method} / HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        Assert.Equal(status, response.Status);
        if (status == 200)
            Assert.Equal($"run 2: {body}", response.Body);
    }

    [Fact]
    public async Task Before_a_response_escalate_is_500_and_ends_the_connection()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => throw Failure("escalate")));
        await peer.Send(Get);
        var response = await peer.Receive("GET");
        Assert.Equal((500, "close"), (response.Status, response["connection"]));
        Assert.Equal("", await peer.ReadToEnd());
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("restart")]
    [InlineData("escalate")]
    public async Task Within_a_response_they_cut_it_off_with_its_connection(string directive)
    {
        var peer = await Serve(e => e.Map("GET", "/", x => Half(x, directive)));
        await peer.Send(Get);
        await Assert.ThrowsAnyAsync<IOException>(() => peer.Receive("GET"));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Within_a_response_resume_ends_it_in_order()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => Half(x, "resume")));
        for (var times = 0; times < 3; times++)
        {
            await peer.Send(Get);
            Assert.Equal("half", (await peer.Receive("GET")).Body);
        }
    }

    [Fact]
    public async Task A_failure_that_an_actor_replies_has_the_same_directives()
    {
        var failing = System.ActorOf(Props.Create(() => new Failing()));
        Assert.Equal("run 2", (await Ask(e => e.MapActor("/", failing), Get)).Body);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_StreamActor_that_somebody_stops_has_failed_to_its_peer_and_the_connection_goes_on(bool hasHandler)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = System.ActorOf(Props.Create(() => new Asked(asked, null)));
        var peer = await Serve(e => (hasHandler ? e.OnError(_ => Response.Text("handled", 500)) : e).MapActor("/", first).Map("GET", "/well", x => x.Respond("well")));
        await peer.Send(Get);
        await asked.Task.WaitAsync(Deadline);
        await StopStreamActor();
        var response = await peer.Receive("GET");
        Assert.Equal((500, hasHandler), (response.Status, response.Body == "handled"));
        for (var times = 0; times < 3; times++)
        {
            await peer.Send(Well);
            Assert.Equal("well", (await peer.Receive("GET")).Body);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_function_at_work_whose_StreamActor_somebody_stops_is_the_last_of_its_connection(bool hasHandler)
    {
        var (begun, release) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        var peer = await Serve(e => (hasHandler ? e.OnError(_ => Response.Text("handled", 500)) : e).Map("GET", "/", async x =>
        {
            if (_runs++ == 0)
                begun.SetResult();
            await release.Task;
            x.Respond("late");
        }));
        await peer.Send(Get + Get);
        await begun.Task.WaitAsync(Deadline);
        await StopStreamActor();
        var response = await peer.Receive("GET");
        Assert.Equal((500, "close"), (response.Status, response["connection"]));
        Assert.NotEqual("handled", response.Body); // a handler would be at work on the request besides the function
        release.SetResult();
        Assert.Equal("", await peer.ReadToEnd());
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task A_function_that_fails_into_a_StreamActor_that_stops_is_measured_as_500()
    {
        var ended = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var response = await Ask(
            e => e.Map("GET", "/", x =>
            {
                x.OnEnded((status, _, _) => ended.SetResult(status));
                System.Stop(x.Worker!.Actor); // which stops behind this function, on the same turn
                throw Failure("stop");
            }),
            Get);
        Assert.Equal(500, response.Status);
        Assert.Equal(500, await ended.Task.WaitAsync(Deadline));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_function_that_has_responded_and_fails_after_its_StreamActor_has_stopped_is_500(bool hasHandler)
    {
        ServerBinding server = null!;
        server = await Bind(e => (hasHandler ? e.OnError(_ => Response.Text("handled", 500)) : e).Map("GET", "/", x =>
        {
            x.Respond("whole"); // which is held back, until this has ended
            System.Stop(x.Worker!.Actor);
            SpinWait.SpinUntil(() => x.IsAborted, Deadline);
            server.GetConnectionsAsync().Wait(Deadline); // so the connection has done what it does when its StreamActor has stopped
            throw Failure("stop");
        }).Map("GET", "/well", x => x.Respond("well")));
        var peer = await Connect(server);
        await peer.Send(Get);
        var response = await peer.Receive("GET");
        Assert.Equal((500, hasHandler), (response.Status, response.Body == "handled"));
        await peer.Send(Well);
        Assert.Equal("well", (await peer.Receive("GET")).Body);
    }

    /// <summary>As over HTTP/2: the response is whole, whatever fails after it.</summary>
    [Theory]
    [InlineData("throws")]
    [InlineData("resets")]
    public async Task What_is_complete_goes_out_whole_whatever_comes_after_it(string then)
    {
        var peer = await Serve(e => e
            .Map("GET", "/", x =>
            {
                var writer = x.RespondStreaming();
                _ = writer.WriteAsync(new byte[2_000_000]); // which goes out piece by piece
                writer.Complete();
                if (then == "throws")
                    throw Failure("stop");
                x.Reset(ErrorCode.Cancel);
                return Task.CompletedTask;
            })
            .Map("GET", "/whole", x =>
            {
                x.Respond("whole");
                x.Reset(ErrorCode.Cancel);
            })
            .Map("GET", "/well", x => x.Respond("well")));
        await peer.Send(Get);
        Assert.Equal(2_000_000, (await peer.Receive("GET")).Body.Length);
        await peer.Send(Get.Replace("/ ", "/whole ", StringComparison.Ordinal) + Well);
        Assert.Equal("whole", (await peer.Receive("GET")).Body);
        Assert.Equal("well", (await peer.Receive("GET")).Body);
    }

    [Fact]
    public async Task Of_a_client_that_still_sends_a_reset_behind_a_whole_response_ends_the_connection()
    {
        var peer = await Serve(e => e.Map("POST", "/", async x =>
        {
            await x.Request.Body.ReadAsync();
            x.Respond("whole");
            x.Reset(ErrorCode.Cancel);
        }));
        await peer.Send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
        Assert.Equal("whole", (await peer.Receive("POST")).Body);
        Assert.Equal("", await peer.ReadToEnd());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_StreamActor_that_somebody_stops_after_an_answer_to_HEAD_leaves_it_and_its_connection(bool isActor)
    {
        var release = new TaskCompletionSource();
        var pieces = System.ActorOf(Props.Create(() => new Asked(null, new ResponseStarted())));
        var peer = await Serve(e => (isActor ? e.MapActor("/", pieces) : e.Map("GET", "/", async x =>
        {
            x.RespondStreaming();
            await release.Task;
        })).Map("GET", "/well", x => x.Respond("well")));
        await peer.Send(Get.Replace("GET", "HEAD", StringComparison.Ordinal));
        Assert.Equal(200, (await peer.Receive("HEAD")).Status);
        await StopStreamActor();
        release.SetResult();
        await peer.Send(Well);
        Assert.Equal("well", (await peer.Receive("GET")).Body);
    }

    [Fact]
    public async Task A_StreamActor_that_somebody_stops_within_a_response_cuts_it_off()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            await x.RespondStreaming().WriteAsync("half"u8.ToArray());
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, x.Aborted);
        }));
        await peer.Send(Get);
        await begun.Task.WaitAsync(Deadline);
        await StopStreamActor();
        await Assert.ThrowsAnyAsync<IOException>(() => peer.Receive("GET"));
    }

    // Done when its connection has heard of it: what it gets from then on is behind that.
    private async Task StopStreamActor()
    {
        var actor = await System.ActorSelection("/system/http2/listener-*/accepting-*/connection-*/stream-*").ResolveOne(Deadline);
        var stopped = actor.WatchAsync();
        System.Stop(actor);
        Assert.True(await stopped.WaitAsync(Deadline));
        await System.Http2().GetConnectionsAsync();
    }

    private static Exception Failure(string directive) => directive switch
    {
        "resume" => new DivideByZeroException(),
        "restart" => new TimeoutException(),
        "escalate" => new IOException(),
        _ => new InvalidOperationException(),
    };

    private async Task Half(Exchange x, string directive)
    {
        _runs++;
        var writer = x.RespondStreaming();
        await writer.WriteAsync("half"u8.ToArray());
        await writer.FlushAsync();
        throw Failure(directive);
    }

    private sealed class Failing : ReceiveActor
    {
        private int _runs;

        public Failing() => Receive<Request>(_ => Sender.Tell(++_runs == 1 ? new Status.Failure(Failure("restart")) : Response.Text($"run {_runs}")));
    }

    private sealed class Asked : ReceiveActor
    {
        public Asked(TaskCompletionSource? asked, object? reply) => Receive<Request>(_ =>
        {
            asked?.SetResult();
            if (reply is not null)
                Sender.Tell(reply);
        });
    }
}
