using Akka.Actor;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>What is to be written waits for the first answers of a connection, behind what is on the turn then: once, and for nothing else. No turn here is split or taken over.</summary>
public sealed class FirstAnswerBoundTests : ServerTest
{
    protected override string Hocon => "akka.h2.affine-dispatcher { turn-time = 60s, stuck-after = 60s }";

    [Fact]
    public async Task A_first_request_that_is_never_answered_holds_nothing_back()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => Task.Delay(Timeout.InfiniteTimeSpan, x.Aborted)));
        await peer.Send(Ping(1), Headers(1).Get("/").EndStream());
        await peer.Expect(PingAck(1));
    }

    /// <summary>The actor that blocks is the second one, so that its run comes behind the write, and before what would be put behind all of the turn.</summary>
    [Fact]
    public async Task A_later_answer_does_not_wait_for_what_is_on_the_turn()
    {
        using var isThere = new ManualResetEventSlim();
        var dispatcher = System.Http2().Settings.Dispatcher;
        var blocking = System.ActorOf(Props.Create(() => new Blocking(isThere)).WithDispatcher(dispatcher));
        var first = System.ActorOf(Props.Create(() => new Forwarding(blocking)).WithDispatcher(dispatcher));
        var peer = await Serve(e => e.MapActor("/actors", first).Map("GET", "/function", x => x.Respond("answer")));
        await peer.Send(Headers(1).Get("/function").EndStream());
        await peer.ExpectResponse(1);
        await peer.Send(Headers(3).Get("/function").EndStream(), Headers(5).Get("/actors").EndStream());
        Assert.Equal("answer", (await peer.ExpectResponse(3)).Text);
        isThere.Set();
        Assert.Equal("was there", (await peer.ExpectResponse(5)).Text);
    }

    private sealed class Forwarding : ReceiveActor
    {
        public Forwarding(IActorRef next) => Receive<Request>(next.Forward);
    }

    private sealed class Blocking : ReceiveActor
    {
        public Blocking(ManualResetEventSlim isThere) =>
            Receive<Request>(_ => Sender.Tell(Response.Text(isThere.Wait(Deadline) ? "was there" : "was not")));
    }
}
