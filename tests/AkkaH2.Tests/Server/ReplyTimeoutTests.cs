using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using AkkaH2.Endpoints;
using AkkaH2.TestKit;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>How long an actor endpoint may take to reply. The clock is virtual: it stands still until the test turns it.</summary>
public sealed class ReplyTimeoutTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly MemoryTransport _transport = new();

    public ReplyTimeoutTests()
        : base("""
            akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            """)
    {
    }

    private TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    private TimeSpan Configured => Sys.Http2().Settings.ReplyTimeout;

    [Fact]
    public async Task An_actor_that_never_replies_is_answered_with_504_when_its_time_is_over()
    {
        await using var peer = await Serve(e => e.MapActor("/", TestActor));
        await Ask(peer, 1);
        Clock.Advance(Configured - TimeSpan.FromMilliseconds(1));
        await peer.ExpectAlive();
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(504, (await peer.ExpectResponse(1)).Status);
        await peer.ExpectAlive();
    }

    /// <summary>Its type was used before AkkaH2 was: then nobody sees that its supervisor restarts it, and the request is lost.</summary>
    [Fact]
    public async Task One_that_throws_and_was_made_before_is_answered_with_504()
    {
        var throwing = Sys.ActorOf(Props.Create(() => new Throwing(TestActor)));
        await throwing.Ask<ActorIdentity>(new Identify(null), Deadline);
        await using var peer = await Serve(e => e.MapActor("/", throwing));
        await Ask(peer, 1);
        Clock.Advance(Configured);
        Assert.Equal(504, (await peer.ExpectResponse(1)).Status);
    }

    [Fact]
    public async Task A_reply_that_comes_after_that_is_a_dead_letter()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        await using var peer = await Serve(e => e.MapActor("/", TestActor));
        var address = await Ask(peer, 1);
        Clock.Advance(Configured);
        Assert.Equal(504, (await peer.ExpectResponse(1)).Status);
        var next = await Ask(peer, 3);
        var late = Response.Text("late");
        address.Tell(late);
        Assert.Same(late, ExpectMsg<DeadLetter>(Deadline).Message);
        next.Tell(Response.Text("in time"));
        Assert.Equal("in time", (await peer.ExpectResponse(3)).Text);
    }

    [Fact]
    public async Task If_it_watches_its_sender_it_is_told()
    {
        await using var peer = await Serve(e => e.MapActor("/", TestActor));
        var address = Watch(await Ask(peer, 1));
        Clock.Advance(Configured);
        Assert.Equal(address, ExpectMsg<Terminated>(Deadline).ActorRef);
    }

    /// <summary>The same StreamActor has them one after the other, and looks for the second reply when the first one was due.</summary>
    [Fact]
    public async Task Each_request_has_its_whole_time()
    {
        await using var peer = await Serve(e => e.MapActor("/", TestActor));
        (await Ask(peer, 1)).Tell(Response.Text("at once"));
        Assert.Equal("at once", (await peer.ExpectResponse(1)).Text);

        Clock.Advance(Configured / 2);
        var address = await Ask(peer, 3);
        Clock.Advance(Configured / 2);
        await Sys.ActorSelection(address.Path.Parent).Ask<ActorIdentity>(new Identify("has looked"), Deadline);
        await peer.ExpectAlive();
        Clock.Advance(Configured);
        Assert.Equal(504, (await peer.ExpectResponse(3)).Status);
    }

    /// <summary>Also if the StreamActor waited for longer ones before.</summary>
    [Fact]
    public async Task Also_one_that_comes_when_the_times_of_those_before_are_over()
    {
        await using var peer = await Serve(e => e.MapActor("/", TestActor));
        (await Ask(peer, 1)).Tell(Response.Text("first"));
        await peer.ExpectResponse(1);
        Clock.Advance(Configured);
        await peer.ExpectAlive();
        await Ask(peer, 3);
        Clock.Advance(Configured);
        Assert.Equal(504, (await peer.ExpectResponse(3)).Status);
    }

    [Fact]
    public async Task A_route_can_have_a_time_of_its_own()
    {
        var aSecond = TimeSpan.FromSeconds(1);
        await using var peer = await Serve(e => e
            .MapActor("/", TestActor)
            .MapActor("/quick", TestActor, new RouteOptions { ReplyTimeout = aSecond }));
        (await Ask(peer, 1)).Tell(Response.Text("at once"));
        Assert.Equal("at once", (await peer.ExpectResponse(1)).Text);

        await Ask(peer, 3, "/quick");
        Clock.Advance(aSecond);
        Assert.Equal(504, (await peer.ExpectResponse(3)).Status);
    }

    [Fact]
    public async Task Or_none()
    {
        await using var peer = await Serve(e => e.MapActor("/", TestActor, new RouteOptions { ReplyTimeout = Timeout.InfiniteTimeSpan }));
        var address = await Ask(peer, 1);
        Clock.Advance(TimeSpan.FromDays(1));
        await peer.ExpectAlive();
        address.Tell(Response.Text("at last"));
        Assert.Equal("at last", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task Informational_responses_do_not_extend_it()
    {
        await using var peer = await Serve(e => e.MapActor("/", TestActor));
        var address = await Ask(peer, 1);
        Clock.Advance(Configured / 2);
        address.Tell(new Informational(103, AkkaH2.Headers.Empty));
        Assert.Equal(103, (await peer.ExpectHeaders(1)).Status);
        Clock.Advance(Configured / 2);
        Assert.Equal(504, (await peer.ExpectResponse(1)).Status);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    public void A_time_that_is_none_is_refused(int seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RouteOptions { ReplyTimeout = TimeSpan.FromSeconds(seconds) });

    private async Task<TestPeer> Serve(Action<EndpointBuilder> endpoints)
    {
        var server = await Sys.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), _transport, endpoints);
        var peer = new TestPeer(new TransportStream(await _transport.ConnectAsync(server.LocalEndPoint, new TransportSettings(16, 65_536))));
        await peer.Handshake();
        await peer.ExpectAlive(); // our acknowledgement has come too
        return peer;
    }

    // Where the actor is to reply.
    private async Task<IActorRef> Ask(TestPeer peer, int stream, string path = "/")
    {
        await peer.Send(Headers(stream).Get(path).EndStream());
        await ExpectMsgAsync<Request>(Deadline);
        var address = LastSender;
        // The StreamActor has asked before its time begins: the clock is turned when it has done both.
        await Sys.ActorSelection(address.Path.Parent).Ask<ActorIdentity>(new Identify("has begun to wait"), Deadline);
        return address;
    }

    private sealed class Throwing : ReceiveActor
    {
        public Throwing(IActorRef seen) => Receive<Request>(request =>
        {
            seen.Forward(request);
            throw new InvalidOperationException("boom");
        });
    }
}
