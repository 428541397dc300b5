using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using AkkaH2.Server;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class ShutdownTestsOnSockets() : ShutdownTests("sockets");

public sealed class ShutdownTestsOnAkkaIo() : ShutdownTests("akka-io");

/// <summary>What servers do in the CoordinatedShutdown of their actor system.</summary>
public abstract class ShutdownTests(string transport) : ServerTest(transport)
{
    protected override string Hocon => "akka.loglevel = DEBUG"; // to the event stream alone

    [Fact]
    [Trait("RFC 9113", "6.8")]
    public async Task Not_ready_first_then_GOAWAY_then_open_exchanges_then_the_rest()
    {
        var (started, release, order) = (new TaskCompletionSource(), new TaskCompletionSource(), new List<string>());
        var server = await Bind(e => e
            .MapReadiness("/ready")
            .Map("GET", "/", async x =>
            {
                started.SetResult();
                await release.Task;
                x.Respond("finished");
            }));
        var peer = await Connect(server);
        var probe = await Connect(server);
        await peer.Send(Headers(1).Get("/").EndStream());
        await started.Task.WaitAsync(Deadline);
        Assert.Equal((200, "ready\n"), await Ask(probe, probe.NewStream()));

        var statusBefore = 0;
        var shutdown = CoordinatedShutdown.Get(System);
        var after = new TaskCompletionSource();
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "probe", async () =>
        {
            // Tasks of a phase run side by side.
            do statusBefore = (await Ask(probe, probe.NewStream())).Status;
            while (statusBefore == 200);
            return Akka.Done.Instance;
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterShardingShutdownRegion, "shards", () =>
        {
            after.SetResult();
            return Task.FromResult(Akka.Done.Instance);
        });
        var ended = shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance);

        await peer.ExpectGoAway(int.MaxValue, ErrorCode.NoError);
        await peer.ExpectGoAway(1, ErrorCode.NoError);
        Assert.Equal(503, statusBefore);
        await Assert.ThrowsAnyAsync<Exception>(async () => await Connect(server)); // refused, or accepted and reset at once
        Assert.False(after.Task.IsCompleted);
        release.SetResult();
        Assert.Equal("finished", (await peer.ExpectResponse(1)).Text);
        await peer.ExpectClosed();
        await after.Task.WaitAsync(Deadline);
        await ended.WaitAsync(Deadline);
        await System.WhenTerminated.WaitAsync(Deadline);
    }

    [Fact]
    public async Task A_system_that_terminates_does_the_same_and_nothing_in_the_log_frightens()
    {
        var frightening = new List<LogEvent>();
        System.EventStream.Subscribe(System.ActorOf(Props.Create(() => new Reader(frightening))), typeof(LogEvent));
        var (started, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var peer = await Serve(e => e.MapActor("/actor", Props.Create(() => new Replying())).Map("GET", "/", async x =>
        {
            started.SetResult();
            await release.Task;
            x.Respond("finished");
        }));
        await peer.Send(Headers(1).Get("/").EndStream(), Headers(3).Get("/actor").EndStream());
        Assert.Equal(200, (await peer.ExpectResponse(3)).Status);
        await started.Task.WaitAsync(Deadline);

        var terminated = System.Terminate();
        await peer.ExpectGoAwayCode(ErrorCode.NoError);
        release.SetResult();
        Assert.Equal("finished", (await peer.ExpectResponse(1)).Text);
        await terminated.WaitAsync(Deadline);
        Assert.Empty(frightening);
    }

    [Fact]
    public void The_phase_has_more_time_than_open_exchanges()
    {
        var settings = System.Http2().Settings;
        Assert.True(CoordinatedShutdown.Get(System).Timeout(CoordinatedShutdown.PhaseServiceRequestsDone) > settings.DrainTimeout);
    }

    [Fact]
    public async Task A_server_that_has_terminated_takes_no_part()
    {
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        await server.TerminateAsync(Deadline);
        await CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(Deadline);
        await System.WhenTerminated.WaitAsync(Deadline);
    }

    /// <summary>A shutdown may run inside of an actor, such as one of a cluster that its node leaves.</summary>
    [Fact]
    public async Task Actors_within_which_a_drain_begins_are_told_nothing()
    {
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        await server.UnbindAsync();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = System.ActorOf(Props.Create(() => new Leaving(server, ended)));
        actor.Tell("leave", ActorRefs.NoSender);
        await ended.Task.WaitAsync(Deadline);
        Assert.Equal("", await actor.Ask<string>("told?", Deadline));
    }

    private static async Task<(int Status, string Text)> Ask(TestPeer peer, int stream)
    {
        await peer.Send(Headers(stream).Get("/ready").EndStream());
        var response = await peer.ExpectResponse(stream);
        return (response.Status, response.Text);
    }

    private sealed class Leaving : ReceiveActor
    {
        public Leaving(ServerBinding server, TaskCompletionSource ended)
        {
            var told = new List<string>();
            Receive<string>(text => text == "leave", _ => End(server, ended));
            Receive<string>(_ => Sender.Tell(string.Join(", ", told)));
            ReceiveAny(message => told.Add(message.GetType().Name));
        }

        private static async void End(ServerBinding server, TaskCompletionSource ended)
        {
            await Task.WhenAll(server.BeginDrainAsync(), server.TerminateAsync(Deadline));
            ended.SetResult();
        }
    }

    private sealed class Reader : ReceiveActor
    {
        public Reader(List<LogEvent> frightening) => Receive<LogEvent>(news => news.LogLevel() >= LogLevel.WarningLevel, frightening.Add);
    }

    private sealed class Replying : ReceiveActor
    {
        public Replying() => Receive<Request>(_ => Sender.Tell(Response.Text("ok")));
    }
}

/// <summary>Systems that have another order, or none.</summary>
public sealed class ShutdownSettingTests
{
    [Fact]
    public async Task It_can_be_switched_off()
    {
        var system = Create("akka.h2.coordinated-shutdown = off");
        await using var server = await system.Http2().BindAsync("127.0.0.1", 0, e => e.Map("GET", "/", async x => await Task.Delay(Timeout.Infinite, x.Aborted)));
        await using var peer = await TestPeer.ConnectAsync(server.LocalEndPoint);
        await peer.Handshake();
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectAlive();
        await system.Terminate().WaitAsync(TimeSpan.FromSeconds(8)); // less than drain-timeout
        await peer.ExpectClosed();
    }

    [Fact]
    public async Task A_phase_that_is_shorter_than_the_drain_is_warned_of_and_kept()
    {
        var system = Create("akka.coordinated-shutdown.phases.service-requests-done.timeout = 2s");
        var warned = new TaskCompletionSource<string>();
        system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new Warned(warned))), typeof(Warning));
        await using var server = await system.Http2().BindAsync("127.0.0.1", 0, e => e.Map("GET", "/", async x => await Task.Delay(Timeout.Infinite, x.Aborted)));
        Assert.Contains("service-requests-done.timeout is 00:00:02", await warned.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        await using var peer = await TestPeer.ConnectAsync(server.LocalEndPoint);
        await peer.Handshake();
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectAlive();
        await system.Terminate().WaitAsync(TimeSpan.FromSeconds(8)); // less than drain-timeout
        await peer.ExpectClosed();
    }

    private static ActorSystem Create(string hocon) => ActorSystem.Create(
        "shutdown", ConfigurationFactory.ParseString($"{hocon}\nakka.stdout-loglevel = OFF\nakka.loggers = []\nakka.loglevel = WARNING").WithFallback(Http2.DefaultConfig));

    private sealed class Warned : ReceiveActor
    {
        public Warned(TaskCompletionSource<string> first) => Receive<Warning>(warning => { first.TrySetResult(warning.ToString()); });
    }
}
