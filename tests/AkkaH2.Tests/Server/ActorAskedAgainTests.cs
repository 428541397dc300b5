using Akka.Actor;
using Akka.Routing;
using AkkaH2.Endpoints;
using AkkaH2.TestKit;
using AkkaH2.Tests.Diagnostics;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>
/// Requests to an actor that their StreamActor has asked before: the connection tells the actor itself. Whatever becomes of one is what becomes of a first request.
/// </summary>
[Collection(nameof(ListensToTheProcess))]
public sealed class ActorAskedAgainTests : ServerTest
{
    protected override string Hocon => """
        akka.actor.mailbox.full { mailbox-type = "Akka.Dispatch.BoundedMailbox, Akka", mailbox-capacity = 1, mailbox-push-timeout-time = 60s }
        """;

    [Theory]
    [InlineData("/well", 200)]
    [InlineData("/pieces", 200)]
    [InlineData("/stream", 200)]
    [InlineData("/failure", 500)]
    [InlineData("/odd", 500)]
    [InlineData("/throw", 500)]
    [InlineData("/stop", 503)]
    [InlineData("/deaf", 500)]
    public async Task It_is_answered_like_a_first_one(string path, int status)
    {
        var (first, again) = (await Serve(e => e.MapActor("/{act}", NewActor())), await Serve(e => e.MapActor("/{act}", NewActor())));
        await Warm(again);
        await first.Send(Headers(1).Get(path).EndStream());
        await again.Send(Headers(5).Get(path).EndStream());
        var (expected, seen) = (await first.ExpectResponse(1), await again.ExpectResponse(5));
        Assert.Equal((status, expected.Text), (seen.Status, seen.Text));
        Assert.Equal(expected.Status, seen.Status);
        await again.ExpectAlive();
    }

    [Theory]
    [InlineData("/well", 200)]
    [InlineData("/pieces", 200)]
    [InlineData("/throw", 500)]
    [InlineData("/stop", 503)]
    public async Task So_is_one_to_an_actor_that_is_made_anew(string path, int status)
    {
        var peer = await Serve(e => e.MapActor("/{act}", Props.Create(() => new Acting())));
        await Warm(peer);
        await peer.Send(Headers(5).Get(path).EndStream());
        Assert.Equal(status, (await peer.ExpectResponse(5)).Status);
        await peer.Send(Headers(7).Get("/well").EndStream());
        Assert.Equal("well", (await peer.ExpectResponse(7)).Text);
    }

    [Fact]
    public async Task One_whose_actor_has_stopped_in_between_is_503()
    {
        var actor = NewActor();
        var peer = await Serve(e => e.MapActor("/{act}", actor));
        await Warm(peer);
        await actor.GracefulStop(Deadline);
        for (var stream = 5; stream < 11; stream += 2)
        {
            await peer.Send(Headers(stream).Get("/well").EndStream());
            Assert.Equal(503, (await peer.ExpectResponse(stream)).Status);
        }
    }

    [Fact]
    public async Task Other_endpoints_have_their_requests_in_between()
    {
        var peer = await Serve(e => e
            .MapActor("/a/{act}", NewActor())
            .MapActor("/b/{act}", Props.Create(() => new Acting()), new RouteOptions { MaxRequestBodySize = 1 })
            .Map("GET", "/function", x => x.Respond("function")));
        var stream = 1;
        foreach (var path in Enumerable.Repeat(new[] { "/a/well", "/function", "/b/well", "/nothing", "/a/failure", "/b/well" }, 3).SelectMany(paths => paths))
        {
            await peer.Send(Headers(stream).Get(path).EndStream());
            var response = await peer.ExpectResponse(stream);
            Assert.Equal(path switch { "/nothing" => 404, "/a/failure" => 500, _ => 200 }, response.Status);
            if (response.Status == 200)
                Assert.Equal(path.Split('/')[^1], response.Text);
            stream += 2;
        }

        await peer.Send(Headers(stream).Post("/b/well").Field("content-length", "2"));
        Assert.Equal(413, (await peer.ExpectHeaders(stream)).Status);
    }

    [Fact]
    public async Task Its_place_is_given_back_and_one_too_many_is_503()
    {
        var peer = await Serve(e => e.MapActor("/{act}", NewActor(), new RouteOptions { MaxInFlight = 1 }));
        await Warm(peer);
        await peer.Send(Headers(5).Get("/never").EndStream());
        await peer.ExpectAlive();
        await peer.Send(Headers(7).Get("/well").EndStream());
        Assert.Equal(503, (await peer.ExpectResponse(7)).Status);
        await peer.Send(RstStream(5, ErrorCode.Cancel));
        await peer.ExpectAlive();
        await peer.Send(Headers(9).Get("/well").EndStream());
        Assert.Equal(200, (await peer.ExpectResponse(9)).Status);
    }

    [Fact]
    public async Task Its_actor_is_told_that_nobody_waits_any_more()
    {
        var told = new TaskCompletionSource<RequestCancelled>(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = System.ActorOf(Props.Create(() => new Acting(told)));
        var peer = await Serve(e => e.MapActor("/{act}", actor, new RouteOptions { TellsCancelled = true }));
        await Warm(peer);
        await peer.Send(Headers(5).Get("/never").EndStream());
        await peer.ExpectAlive();
        await peer.Send(RstStream(5, ErrorCode.Cancel));
        Assert.Equal("/never", (await told.Task.WaitAsync(Deadline)).Request.Path);
    }

    [Fact]
    public async Task It_is_measured()
    {
        using var listening = new Listening();
        var peer = await Serve(e => e.MapActor("/{act}", NewActor()));
        await Warm(peer);
        await peer.Send(Headers(5).Get("/failure").EndStream());
        await peer.ExpectResponse(5);
        var measured = await listening.ExpectAsync("http.server.request.duration", tags => tags["http.response.status_code"] is 500);
        Assert.Equal(("/{act}", "GET"), (measured["http.route"], measured["http.request.method"]));
        Assert.Equal((3, 0), (listening.Count("http.server.request.duration"), listening.Sum("http.server.active_requests")));
    }

    /// <summary>To tell an actor whose mailbox is full takes as long as that says: only its request waits.</summary>
    [Fact]
    public async Task A_mailbox_that_is_full_holds_up_no_other_request()
    {
        using var release = new ManualResetEventSlim();
        var actor = System.ActorOf(Props.Create(() => new Acting(release)).WithMailbox("akka.actor.mailbox.full"));
        var peer = await Serve(e => e.MapActor("/{act}", actor));
        await Warm(peer);
        for (var stream = 5; stream < 11; stream += 2)
            await peer.Send(Headers(stream).Get("/block").EndStream()); // at work, in the mailbox, and one too many
        await peer.ExpectAlive();
        release.Set();
        for (var stream = 5; stream < 11; stream += 2)
            Assert.Equal(200, (await peer.ExpectResponse(stream)).Status);
    }

    [Theory]
    [InlineData("akka.actor.default-mailbox", false, true)]
    [InlineData("akka.actor.mailbox.full", false, false)]
    [InlineData("akka.actor.default-mailbox", true, false)]
    public async Task Only_an_ordinary_actor_with_an_unbounded_mailbox_is_told_by_the_connection(string mailbox, bool isRouter, bool isTold)
    {
        var acting = Props.Create(() => new Acting());
        var props = isRouter ? acting.WithRouter(new RoundRobinPool(1)) : acting.WithMailbox(mailbox);
        var child = await System.ActorOf(Props.Create(() => new Parent(props))).Ask<IActorRef>("child", Deadline);
        foreach (var actor in (IActorRef[])[System.ActorOf(props), child])
        {
            await actor.Ask<ActorIdentity>(new Identify(null), Deadline);
            // Akka.NET hands a new actor what waits for it before its reference has its cell.
            Assert.True(actor is not RepointableActorRef reference || SpinWait.SpinUntil(() => reference.IsStarted, Deadline));
            Assert.Equal(isTold, ActorTarget.TakesAnyMessage(actor));
        }

        Assert.False(ActorTarget.TakesAnyMessage(ActorRefs.Nobody));
    }

    private IActorRef NewActor() => System.ActorOf(Props.Create(() => new Acting()));

    // The first one is asked by the StreamActor, whoever asks the second one.
    private static async Task Warm(TestPeer peer)
    {
        for (var stream = 1; stream < 5; stream += 2)
        {
            await peer.Send(Headers(stream).Get("/well").EndStream());
            Assert.Equal("well", (await peer.ExpectResponse(stream)).Text);
        }
    }

    private sealed class Parent : ReceiveActor
    {
        public Parent(Props props) => ReceiveAny(_ => Sender.Tell(Context.ActorOf(props)));
    }

    private sealed class Acting : ReceiveActor
    {
        public Acting(TaskCompletionSource<RequestCancelled> told)
            : this() => Receive<RequestCancelled>(cancelled => told.TrySetResult(cancelled));

        public Acting(ManualResetEventSlim release)
        {
            Receive<Request>(request =>
            {
                if (request.Path == "/block")
                    release.Wait();
                Sender.Tell(Response.Text("well"));
            });
        }

        public Acting()
        {
            Receive<Request>(request => request.Path.EndsWith("/deaf", StringComparison.Ordinal), Unhandled);
            Receive<Request>(request =>
            {
                switch (request.Path.Split('/')[^1])
                {
                    case "well": Sender.Tell(Response.Text("well")); break;
                    case "pieces": Reply(new ResponseStarted(200), new Chunk("piece"u8.ToArray())); break;
                    case "stream": Sender.Tell(new Response(200, Headers.Empty, ResponseBody.From(new MemoryStream("streamed"u8.ToArray())))); break;
                    case "failure": Sender.Tell(new Status.Failure(new InvalidOperationException("failed"))); break;
                    case "odd": Sender.Tell(42); break;
                    case "throw": throw new InvalidOperationException("thrown");
                    case "stop": Context.Stop(Self); break;
                }
            });
            Receive<ChunkSent>(_ => Sender.Tell(new Completed()));
        }

        private void Reply(params object[] pieces)
        {
            foreach (var piece in pieces)
                Sender.Tell(piece);
        }
    }
}
