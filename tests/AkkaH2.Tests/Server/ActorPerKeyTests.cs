using System.Net;
using Akka.Actor;
using Akka.TestKit;
using AkkaH2.Endpoints;
using AkkaH2.TestKit;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>An actor for each value of a route's placeholder. The clock is virtual: it stands still until the test turns it.</summary>
public sealed class ActorPerKeyTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly MemoryTransport _transport = new();
    private int _stream = -1;

    public ActorPerKeyTests()
        : base("""
            akka.h2.per-key.passivate-after = 1s
            akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            """)
    {
    }

    private TimeSpan PassivateAfter => Sys.Http2().Settings.PerKey.PassivateAfter;

    [Fact]
    public async Task Each_value_has_an_actor_of_its_own()
    {
        await using var peer = await Serve(Counter);
        Assert.Equal(["1", "2", "1", "3", "1"], await Ask(peer, "a", "a", "b", "a", "%2F b"));
    }

    [Fact]
    public async Task One_without_requests_is_stopped_and_made_anew_for_the_next_one()
    {
        await using var peer = await Serve(Counter);
        Assert.Equal(["1", "1"], await Ask(peer, "a", "b"));
        await Pass(PassivateAfter);
        Assert.Equal(["2"], await Ask(peer, "a"));
        await Pass(PassivateAfter);
        ExpectMsg("b has stopped", Deadline);
        Assert.Equal(["3", "1"], await Ask(peer, "a", "b"));
    }

    [Fact]
    public async Task One_that_has_a_request_is_not_stopped()
    {
        await using var peer = await Serve(_ => Props.Create(() => new Passing(TestActor)), new RouteOptions { ReplyTimeout = Timeout.InfiniteTimeSpan });
        await peer.Send(Headers(Next()).Get("/a").EndStream());
        await ExpectMsgAsync<Request>(Deadline);
        var asker = LastSender;
        await Pass(PassivateAfter * 5);
        asker.Tell(Response.Text("still here"));
        Assert.Equal("still here", (await peer.ExpectResponse(_stream)).Text);
    }

    /// <summary>Requests that cross with the end of their actor are dead letters, and go to the one that follows.</summary>
    [Fact]
    public async Task One_that_stops_itself_loses_no_request()
    {
        await using var peer = await Serve(_ => Props.Create(() => new Once()));
        var streams = Enumerable.Range(0, 50).Select(_ => Next()).ToArray();
        foreach (var stream in streams)
            await peer.Send(Headers(stream).Get("/a").EndStream());
        foreach (var stream in streams)
            Assert.Contains((await peer.ExpectResponse(stream)).Status, (int[])[200, 503]); // one that crosses twice is given up
        Assert.Equal(["once"], await Ask(peer, "a"));
    }

    [Fact]
    public async Task One_that_dies_with_a_request_in_hand_is_answered_with_503_at_once()
    {
        await using var peer = await Serve(_ => Props.Create(() => new Passing(TestActor)));
        await peer.Send(Headers(Next()).Get("/a").EndStream());
        await ExpectMsgAsync<Request>(Deadline);
        await peer.Send(Headers(Next()).Get("/a?die").EndStream());
        Assert.Equal(503, (await peer.ExpectResponse(_stream - 2)).Status);
        Assert.Equal(503, (await peer.ExpectResponse(_stream)).Status);
    }

    [Fact]
    public async Task One_that_cannot_be_made_is_answered_with_503_and_one_that_may_not_be_with_404()
    {
        await using var peer = await Serve(key => key switch
        {
            "none" => null,
            "wrong" => throw new InvalidOperationException("no props"),
            _ => Props.Create(() => new Stillborn()),
        });
        Assert.Equal([404, 500, 503], await Statuses(peer, "none", "wrong", "stillborn"));
    }

    [Fact]
    public async Task One_more_than_there_may_be_is_answered_with_503_and_retry_after()
    {
        await using var peer = await Serve(Counter, actors: new PerKeyOptions { MaxActors = 2 });
        Assert.Equal(["1", "1"], await Ask(peer, "a", "b"));
        await peer.Send(Headers(Next()).Get("/c").EndStream());
        var busy = await peer.ExpectResponse(_stream);
        Assert.Equal((503, "1"), (busy.Status, busy["retry-after"]));
        Assert.Equal(["2"], await Ask(peer, "a"));
    }

    [Theory]
    [InlineData("/none")]
    [InlineData("/{two}/{keys}")]
    public async Task A_template_says_by_one_placeholder_whose_actor_is_meant(string template) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Sys.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), _transport, e => e.MapActorPerKey(template, Counter)));

    private Props Counter(string key) => Props.Create(() => new Counting(key, TestActor));

    // Done when the parent of the actors has looked at them.
    private async Task Pass(TimeSpan time)
    {
        ((TestScheduler)Sys.Scheduler).Advance(time);
        await Sys.ActorSelection("/user/http2-endpoint-*/actors").Ask<ActorIdentity>(new Identify(null), Deadline);
    }

    private int Next() => _stream += 2;

    private async Task<TestPeer> Serve(Func<string, Props?> props, RouteOptions? options = null, PerKeyOptions? actors = null)
    {
        var server = await Sys.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), _transport, e => e.MapActorPerKey("GET", "/{key}", props, options, actors));
        var peer = new TestPeer(new TransportStream(await _transport.ConnectAsync(server.LocalEndPoint, new TransportSettings(16, 65_536))));
        await peer.Handshake();
        return peer;
    }

    private async Task<List<string>> Ask(TestPeer peer, params string[] keys)
    {
        var answers = new List<string>();
        foreach (var key in keys)
        {
            await peer.Send(Headers(Next()).Get($"/{Uri.EscapeDataString(key)}").EndStream());
            answers.Add((await peer.ExpectResponse(_stream)).Text);
        }

        return answers;
    }

    private async Task<List<int>> Statuses(TestPeer peer, params string[] keys)
    {
        var answers = new List<int>();
        foreach (var key in keys)
        {
            await peer.Send(Headers(Next()).Get($"/{key}").EndStream());
            answers.Add((await peer.ExpectResponse(_stream)).Status);
        }

        return answers;
    }

    private sealed class Counting : ReceiveActor
    {
        private readonly string _key;
        private readonly IActorRef _observer;
        private int _count;

        public Counting(string key, IActorRef observer)
        {
            (_key, _observer) = (key, observer);
            Receive<Request>(_ => Sender.Tell(Response.Text($"{++_count}")));
        }

        protected override void PostStop() => _observer.Tell($"{_key} has stopped");
    }

    private sealed class Passing : ReceiveActor
    {
        public Passing(IActorRef observer) => Receive<Request>(request =>
        {
            if (request.Query == "die")
                Context.Stop(Self);
            else
                observer.Forward(request);
        });
    }

    private sealed class Once : ReceiveActor
    {
        public Once() => Receive<Request>(_ =>
        {
            Sender.Tell(Response.Text("once"));
            Context.Stop(Self);
        });
    }

    private sealed class Stillborn : ReceiveActor
    {
        public Stillborn() => throw new InvalidOperationException("not today");
    }
}
