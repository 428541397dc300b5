using System.Net;
using Akka.Actor;
using AkkaH2.Server;
using AkkaH2.TestKit;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>The directive for a failed endpoint decides what its peer sees: each row of docs/supervision.md.</summary>
public sealed class SupervisionTests : ServerTest
{
    private int _runs;

    protected override string Hocon => """
        akka.h2.supervision {
          exceptions = [
            { type = "System.ArithmeticException", directive = resume }
            { type = "System.TimeoutException", directive = restart }
            { type = "System.IO.IOException", directive = escalate }
            { type = "System.IO.FileNotFoundException", directive = stop }
          ]
        }
        """;

    private static Exception Resumes => new DivideByZeroException(); // derived from what the table has

    private static Exception Restarts => new TimeoutException();

    private static Exception Escalates => new IOException();

    [Theory]
    [InlineData("stop")]
    [InlineData("resume")]
    public async Task Before_a_response_stop_and_resume_are_500(string directive)
    {
        var peer = await Serve(e => e.Map("GET", "/", x => throw (directive == "stop" ? new FileNotFoundException() : Resumes)));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        await peer.ExpectAlive();
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("restart")]
    public async Task Within_a_response_stop_and_restart_reset_the_stream(string directive)
    {
        var peer = await Serve(e => e.Map("GET", "/", x => Half(x, directive == "stop" ? new FileNotFoundException() : Restarts)));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.InternalError);
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Within_a_response_resume_ends_it_in_order()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => Half(x, Resumes)));
        for (var stream = 1; stream < 500; stream += 2) // more often than there are places
        {
            await peer.Send(Headers(stream).Get("/").EndStream());
            Assert.Equal("half", (await peer.ExpectResponse(stream)).Text);
        }
    }

    [Fact]
    public async Task A_whole_response_that_resume_sends_is_what_is_measured()
    {
        var ended = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = await Serve(e => e.Map("GET", "/", x =>
        {
            x.OnEnded((status, _, _) => ended.SetResult(status));
            x.Respond("whole");
            throw Resumes;
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("whole", (await peer.ExpectResponse(1)).Text);
        Assert.Equal(200, await ended.Task.WaitAsync(Deadline));
    }

    [Theory]
    [InlineData("GET", false, 200)]
    [InlineData("PUT", true, 200)] // its body is there for the second run
    [InlineData("POST", false, 500)] // not idempotent
    [InlineData("PUT-and-read", true, 500)] // nobody has its body any more
    public async Task Before_a_response_restart_runs_a_request_again_that_may_be_run_again(string how, bool hasBody, int status)
    {
        var method = how.Split('-')[0];
        var peer = await Serve(e => e.Map(method, "/", async x =>
        {
            if (++_runs == 1)
            {
                if (how == "PUT-and-read")
                    await x.Request.Body.ReadTextAsync(100);
                throw Restarts;
            }

            x.Respond($"run {_runs} with {await x.Request.Body.ReadTextAsync(100)}");
        }));
        await peer.Send(hasBody ? [Headers(1).Request(method, "/"), Data(1, "its body").EndStream()] : [Headers(1).Request(method, "/").EndStream()]);
        var response = await peer.ExpectResponse(1);
        Assert.Equal(status, response.Status);
        if (status == 200)
            Assert.Equal(hasBody ? "run 2 with its body" : "run 2 with ", response.Text);
        await peer.ExpectAlive();
    }

    /// <summary>Its connection and the endpoint may both find the other's word when it fails at the moment at which its StreamActor stops.</summary>
    [Fact]
    public async Task A_run_that_ends_after_the_next_one_has_begun_leaves_that_its_place()
    {
        var (begun, release) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        var server = await Bind(e => e.Map("GET", "/", async x =>
        {
            if (++_runs == 2)
            {
                begun.SetResult();
                await release.Task;
                x.Respond("run 2");
                return;
            }

            x.Failure = Restarts; // as EndpointCall.TryEnd says it
            System.Stop(x.Worker!.Actor);
            await begun.Task;
            x.EndWork();
            await release.Task;
        }));
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/").EndStream());
        await begun.Task.WaitAsync(Deadline);
        for (var times = 0; times < 10; times++)
            await peer.ExpectAlive();
        Assert.Equal(1, Assert.Single((await server.GetConnectionsAsync()).Connections).AtWork);
        release.SetResult();
        Assert.Equal("run 2", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task A_request_that_fails_again_is_answered_with_500()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => throw (++_runs > 0 ? Restarts : Escalates)));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task A_failure_that_an_actor_replies_has_the_same_directives()
    {
        var failing = System.ActorOf(Props.Create(() => new Failing()));
        var peer = await Serve(e => e.MapActor("/", failing));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("run 2", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    [Trait("RFC 9113", "5.4.1")]
    public async Task Escalate_ends_the_connection_with_GOAWAY_and_leaves_the_others_alone()
    {
        var release = new TaskCompletionSource();
        var server = await Bind(e => e
            .Map("GET", "/escalate", x => throw Escalates)
            .Map("GET", "/wait", async x =>
            {
                await release.Task;
                x.Respond("done");
            }));
        var (peer, other) = (await Connect(server), await Connect(server));
        await other.Send(Headers(1).Get("/wait").EndStream());
        await peer.Send(Headers(1).Get("/escalate").EndStream());
        await peer.ExpectConnectionError(1, ErrorCode.InternalError);
        release.SetResult();
        Assert.Equal("done", (await other.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task A_server_may_have_a_decider_of_its_own()
    {
        var options = new ServerOptions { Supervision = Decider.From(Directive.Stop, Directive.Restart.When<FileNotFoundException>()) };
        await using var server = await System.Http2().BindAsync(ServerAddress.Of("127.0.0.1", 0), options, e => e.Map("GET", "/", x =>
        {
            if (++_runs == 1)
                throw new FileNotFoundException();
            x.Respond("run 2");
        }));
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("run 2", (await peer.ExpectResponse(1)).Text);
    }

    private async Task Half(Exchange x, Exception failure)
    {
        _runs++;
        var writer = x.RespondStreaming();
        await writer.WriteAsync("half"u8.ToArray());
        await writer.WhenSentAsync();
        throw failure;
    }

    private sealed class Failing : ReceiveActor
    {
        private int _runs;

        public Failing() => Receive<Request>(_ => Sender.Tell(++_runs == 1 ? new Status.Failure(Restarts) : Response.Text($"run {_runs}")));
    }
}

/// <summary>A listener that fails is bound anew.</summary>
public sealed class ListenerFailureTests : ServerTest
{
    protected override string Hocon => "akka.h2.supervision { default = escalate, escalated = escalate }";

    [Fact]
    public async Task An_escalated_failure_may_fail_the_listener_which_is_bound_anew()
    {
        var server = await Bind(e => e.Map("GET", "/", x => throw new IOException("the worst")).Map("GET", "/well", x => x.Respond("well")));
        var (peer, other) = (await Connect(server), await Connect(server));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectClosed();
        await other.ExpectClosed();
        await ExpectServing(server);
    }

    [Fact]
    public async Task A_listener_that_is_killed_is_bound_anew_and_drains_as_before()
    {
        var server = await Bind(e => e.Map("GET", "/well", x => x.Respond("well")));
        for (var times = 0; times < 3; times++)
        {
            System.ActorSelection("/system/http2/listener-*/accepting-*").Tell(Kill.Instance);
            await ExpectServing(server);
        }

        Assert.True(await server.TerminateAsync(Deadline));
        await Assert.ThrowsAnyAsync<Exception>(async () => await Connect(server));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_fails_when_its_server_takes_no_more_is_not_bound_anew(bool drains)
    {
        var memory = new CountingTransport();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = await System.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), memory, e => e.Map("GET", "/", async x =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, x.Aborted);
        }));
        await using var peer = new TestPeer(new TransportStream(await memory.ConnectAsync(server.LocalEndPoint, new TransportSettings(Backlog: 1, ReceiveBufferSize: 65_536))));
        await peer.Handshake();
        await peer.Send(Headers(1).Get("/").EndStream());
        await begun.Task.WaitAsync(Deadline);
        var ends = drains ? server.TerminateAsync(Deadline) : server.UnbindAsync();
        if (drains)
            await peer.ExpectGoAway(int.MaxValue, ErrorCode.NoError);
        else
            await ends.WaitAsync(Deadline);
        var binding = await System.ActorSelection("/system/http2/listener-*").ResolveOne(Deadline);
        var stopped = binding.WatchAsync();
        System.ActorSelection("/system/http2/listener-*/accepting-*").Tell(Kill.Instance);
        Assert.True(await stopped.WaitAsync(Deadline));
        await ends.WaitAsync(Deadline);
        Assert.Equal(1, memory.Bound);
    }

    [Fact]
    public async Task One_that_is_bound_anew_when_its_server_has_ended_is_released()
    {
        var transport = new LateTransport();
        var server = await System.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), transport, e => e.Map("GET", "/", x => x.Respond("ok")));
        System.ActorSelection("/system/http2/listener-*/accepting-*").Tell(Kill.Instance);
        await transport.Rebinding.WaitAsync(Deadline);
        Assert.True(await server.TerminateAsync(Deadline));
        transport.Bind();
        await transport.Released.WaitAsync(Deadline);
    }

    private async Task ExpectServing(ServerBinding server)
    {
        while (true)
        {
            TestDeadline.ThrowIfCancellationRequested();
            try
            {
                var peer = await Connect(server);
                await peer.Send(Headers(1).Get("/well").EndStream());
                Assert.Equal("well", (await peer.ExpectResponse(1)).Text);
                return;
            }
            catch (Exception)
            {
                await Task.Yield(); // not yet bound, or the connection of the listener that fails
            }
        }
    }

    private sealed class CountingTransport : ITransport
    {
        private readonly MemoryTransport _memory = new();
        private int _bound;

        public string Name => "counting";

        public int Bound => Volatile.Read(ref _bound);

        public Task<ITransportListener> BindAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default)
        {
            Interlocked.Increment(ref _bound);
            return _memory.BindAsync(endpoint, settings, cancellation);
        }

        public Task<ITransportConnection> ConnectAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default) =>
            _memory.ConnectAsync(endpoint, settings, cancellation);
    }

    /// <summary>Binds at once, and the second time when it is told to.</summary>
    private sealed class LateTransport : ITransport, ITransportListener
    {
        private readonly MemoryTransport _memory = new();
        private readonly TaskCompletionSource _rebinding = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _bind = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private ITransportListener? _first;

        public string Name => "late";

        public EndPoint LocalEndPoint => _first!.LocalEndPoint;

        public Task Rebinding => _rebinding.Task;

        public Task Released => _released.Task;

        public void Bind() => _bind.SetResult();

        public async Task<ITransportListener> BindAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default)
        {
            if (_first is null)
                return _first = await _memory.BindAsync(endpoint, settings, cancellation);

            _rebinding.SetResult();
            await _bind.Task;
            return this;
        }

        public Task<ITransportConnection> ConnectAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default) =>
            _memory.ConnectAsync(endpoint, settings, cancellation);

        public ValueTask<ITransportConnection?> AcceptAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

        public ValueTask UnbindAsync()
        {
            _released.TrySetResult();
            return default;
        }
    }
}
