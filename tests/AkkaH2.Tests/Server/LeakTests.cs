using Akka.Actor;
using AkkaH2.Actors;
using AkkaH2.Endpoints;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class LeakTestsOnSockets() : LeakTests("sockets");

public sealed class LeakTestsOnAkkaIo() : LeakTests("akka-io");

public sealed class LeakTestsOverTlsOnSockets() : LeakTests("sockets", tls: true);

public sealed class LeakTestsOverTlsOnAkkaIo() : LeakTests("akka-io", tls: true);

public sealed class LeakTestsInMemory() : LeakTests("memory");

/// <summary>
/// Clients that stall, vanish or reset leave nothing behind: no slot, no buffer, no window. Slots are counted by the requests that are served at once,
/// exchanges and their buffers are watched by weak references, and windows by what still fits through them.
/// </summary>
public abstract class LeakTests(string transport, bool tls = false) : ServerTest(transport, tls)
{
    private const int BodySize = 200_000;
    private const int PieceSize = 10_000;

    /// <summary>The actor runtime may still name the things that a thread touched last: one object or two, however many clients there were.</summary>
    private const int TouchedLast = 4;

    private readonly List<WeakReference> _held = [];
    private readonly SlotProbe _slots = new();

    // No actor is kept for the next stream, so that each one that is there is at work; resets are no attack here; what is unread has a bound
    // that each test would go beyond if it were never given back; and windows do not grow, so that whole means as large as before.
    protected override string Hocon =>
        "akka.h2 { server-push = on, idle-stream-actors = 0, reset-burst = 100000, glitch-burst = 100000, max-unread-octets = 4MiB, adaptive-window.enabled = off }";

    [Fact]
    public async Task A_thousand_resets_leave_nothing_behind()
    {
        var peer = await Serve(Endpoints);
        var window = peer.SendWindow(0);
        for (var i = 0; i < 1_000; i++)
        {
            var stream = peer.NewStream();
            await peer.Send(i % 2 == 0
                ? [Headers(stream).Get("/body").EndStream(), RstStream(stream)]
                : [Headers(stream).Post("/unread"), Data(stream, new byte[PieceSize]), RstStream(stream)]);
            if (i % 50 == 0)
                await peer.ExpectAlive();
        }

        await ExpectNothingHeld();
        await _slots.ExpectAllFree(peer);
        await ExpectWholeWindows(peer, window);
    }

    [Fact]
    public async Task Streams_that_the_server_resets_leave_nothing_behind()
    {
        var peer = await Serve(Endpoints);
        var window = peer.SendWindow(0);
        for (var i = 0; i < 300; i++)
        {
            var stream = peer.NewStream();
            await peer.Send(Headers(stream).Post("/unread"), Data(stream, new byte[PieceSize]), WindowUpdate(stream, int.MaxValue), Data(stream, new byte[PieceSize]));
            await peer.ExpectRstStream(stream, ErrorCode.FlowControlError);
        }

        await ExpectNothingHeld();
        await _slots.ExpectAllFree(peer);
        await ExpectWholeWindows(peer, window);
    }

    [Fact]
    public async Task Streams_that_asked_an_actor_leave_nothing_behind()
    {
        var peer = await Serve(e => e.MapActor("/", new WatchedTarget(Props.Create(() => new Greeter()), Watch)));
        for (var i = 0; i < 300; i++)
        {
            var stream = peer.NewStream();
            await peer.Send(Headers(stream).Get("/").EndStream());
            Assert.Equal("hello", (await peer.ExpectResponse(stream)).Text);
        }

        Assert.Equal(300, _held.Count);
        await ExpectNothingHeld();
    }

    [Fact]
    public async Task Pushes_that_are_refused_leave_nothing_behind()
    {
        var peer = await Serve(Endpoints);
        var window = peer.SendWindow(0);
        for (var i = 0; i < 200; i++)
        {
            var stream = peer.NewStream();
            await peer.Send(Headers(stream).Get("/page").EndStream());
            var (promised, _) = await peer.ExpectPushPromise(stream);
            await peer.Send(RstStream(promised, ErrorCode.RefusedStream));
            Assert.Equal("page", (await peer.ExpectResponse(stream)).Text);
        }

        await ExpectNothingHeld();
        await _slots.ExpectAllFree(peer);
        await ExpectWholeWindows(peer, window);
    }

    [Fact]
    public async Task A_reader_that_stalls_and_gives_up_leaves_nothing_behind()
    {
        var server = await Bind(Endpoints);
        var peer = await ConnectRaw(server);
        await peer.Handshake((SettingId.InitialWindowSize, 0));
        var window = peer.SendWindow(0);
        var streams = Enumerable.Range(0, 50).Select(_ => peer.NewStream()).ToList();
        foreach (var stream in streams)
            await peer.Send(Headers(stream).Get("/body").EndStream());
        foreach (var stream in streams)
            await peer.ExpectHeaders(stream);

        foreach (var stream in streams)
            await peer.Send(RstStream(stream));
        await ExpectNothingHeld();
        await _slots.ExpectAllFree(peer);

        await peer.Send(Settings((SettingId.InitialWindowSize, 65_535)));
        await ExpectWholeWindows(peer, window);
    }

    [Fact]
    public async Task Readers_that_stall_and_vanish_leave_nothing_behind()
    {
        var server = await Bind(Endpoints);
        for (var i = 0; i < 20; i++)
        {
            await using var peer = await ConnectRaw(server);
            await peer.Handshake((SettingId.InitialWindowSize, 1_000));
            await peer.Send(Headers(1).Get("/body").EndStream(), Headers(3).Post("/unread"), Data(3, new byte[PieceSize]));
            await peer.ExpectHeaders(1);
            await peer.ExpectData(1);
        }

        await ExpectNothingHeld();
        Assert.True(await server.TerminateAsync(Deadline)); // a connection that was still there would have a response to finish
    }

    [Fact]
    public async Task Answered_streams_leave_nothing_behind()
    {
        var peer = await Serve(Endpoints);
        var window = peer.SendWindow(0);
        for (var i = 0; i < 100; i++)
        {
            var stream = peer.NewStream();
            await peer.Send(Headers(stream).Post("/count"), Data(stream, new byte[PieceSize]).EndStream());
            Assert.Equal($"{PieceSize}", (await peer.ExpectResponse(stream)).Text);
        }

        await ExpectNothingHeld();
        await _slots.ExpectAllFree(peer);
        await ExpectWholeWindows(peer, window);
    }

    private void Endpoints(EndpointBuilder endpoints) => _slots.Map(endpoints)
        .Map("GET", "/body", x =>
        {
            var body = new byte[BodySize];
            Watch(x, body);
            x.Respond(body);
        })
        .Map("GET", "/page", x =>
        {
            x.PushAsync("/body");
            x.Respond("page");
        })
        .Map("GET", "/window", x => x.Respond(new byte[65_535]))
        .Map("POST", "/unread", async x =>
        {
            Watch(x, x.Request.Body);
            var aborted = new TaskCompletionSource();
            await using var registration = x.Aborted.Register(aborted.SetResult);
            await aborted.Task;
        })
        .Map("POST", "/count", async x =>
        {
            Watch(x, x.Request.Body);
            x.Respond($"{(await x.Request.Body.ReadToEndAsync(BodySize)).Length}");
        });

    private void Watch(params object[] held)
    {
        lock (_held)
            _held.AddRange(held.Select(x => new WeakReference(x)));
    }

    private async Task ExpectNothingHeld()
    {
        var deadline = Task.Delay(Deadline, TestDeadline);
        while (Held() is { } held)
        {
            Assert.False(deadline.IsCompleted, $"held: {held}");
            await Task.Yield();
        }
    }

    /// <summary>The objects that are still held, in words; null if there are none.</summary>
    private string? Held()
    {
        GC.Collect();
        lock (_held)
        {
            var held = _held.Select(x => x.Target?.GetType().Name).OfType<string>().CountBy(name => name).ToList();
            return held.Sum(x => x.Value) <= TouchedLast ? null : string.Join(", ", held.Select(x => $"{x.Value} {x.Key}"));
        }
    }

    /// <summary>Our sending: the connection's window lets exactly its size through. The peer's sending: the credit comes back in full, in steps of half a window.</summary>
    private static async Task ExpectWholeWindows(TestPeer peer, long window)
    {
        var download = peer.NewStream();
        peer.AutoCredit = false;
        await peer.Send(Headers(download).Get("/window").EndStream());
        Assert.Equal(65_535, (await peer.ExpectResponse(download)).Body.Length);
        await peer.Send(WindowUpdate(0, 65_535));
        peer.AutoCredit = true;

        for (var sent = 0L; peer.SendWindow(0) != window; sent += PieceSize)
        {
            Assert.True(sent <= window, $"{window - peer.SendWindow(0)} octets of the connection's window are lost");
            var upload = peer.NewStream();
            await peer.Send(Headers(upload).Post("/count"), Data(upload, new byte[PieceSize]).EndStream());
            await peer.ExpectResponse(upload);
        }
    }

    private sealed class Greeter : ReceiveActor
    {
        public Greeter() => Receive<Request>(_ => Sender.Tell(Response.Text("hello")));
    }

    /// <summary>Shows what asks it.</summary>
    private sealed class WatchedTarget(ActorTarget inner, Action<object[]> watch) : ActorTarget
    {
        internal override IActorRef? Begin(ActorSystem system, string name, string dispatcher) => inner.Begin(system, name, dispatcher);

        internal override void Tell(object message, ReplyAddress reply, ActorCall call)
        {
            watch([call]);
            inner.Tell(message, reply, call);
        }
    }
}
