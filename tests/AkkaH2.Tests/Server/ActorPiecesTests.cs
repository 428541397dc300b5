using System.Threading.Channels;
using Akka.Actor;
using AkkaH2.Endpoints;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>An actor replies a body piece by piece, and is held back by the peer's window.</summary>
public sealed class ActorPiecesTests : ServerTest
{
    private const int Piece = 16_384;

    protected override string Hocon => "akka.h2.send-buffer-size = 4096"; // a quarter of what a stream that is alone may have unsent

    [Fact]
    public async Task A_response_comes_in_pieces_each_after_the_one_before_was_sent()
    {
        var peer = await Serve(e => e.MapActor("/{count}", Props.Create(() => new Counting())));
        await peer.Send(Headers(1).Get("/1000").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((200, "text/plain"), (response.Status, response["content-type"]));
        Assert.Equal(string.Concat(Enumerable.Range(1, 1000)), response.Text);
        Assert.Equal("1000", response.Trailers[0].Value);
    }

    [Fact]
    public async Task The_head_leaves_before_the_first_piece()
    {
        var begun = new TaskCompletionSource<IActorRef>();
        var peer = await Serve(e => e.MapActor("/", Props.Create(() => new Starting(begun))));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(200, (await peer.ExpectHeaders(1)).Status);
        (await begun.Task.WaitAsync(Deadline)).Tell(new Completed());
        Assert.Empty(await peer.ExpectRest(1));
    }

    [Fact]
    [Trait("RFC 9113", "6.9.1")]
    public async Task A_peer_that_opens_no_window_holds_the_actor_back()
    {
        var flooding = System.ActorOf(Props.Create(() => new Flooding()));
        var peer = await Serve(e => e.MapActor("/", flooding));
        peer.AutoCredit = false;
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(200, (await peer.ExpectHeaders(1)).Status);
        // The stream's window, which nobody opens again.
        for (var octets = 0; octets < 65_535;)
            octets += (await peer.ExpectData(1)).Data.Length;
        await peer.ExpectAlive();
        var pieces = await flooding.Ask<int>("how many?", Deadline);
        Assert.InRange(pieces, 4, 7);
        await peer.Send(RstStream(1));
        await peer.ExpectAlive();
    }

    [Theory]
    [InlineData("/early")]
    [InlineData("/two")]
    public async Task A_piece_out_of_turn_fails_the_request(string path)
    {
        var peer = await Serve(e => e.MapActor("/{what}", Props.Create(() => new Hasty())));
        await peer.Send(Headers(1).Get(path).EndStream());
        if (path == "/early")
            Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        else
            await peer.ExpectRstStream(1, ErrorCode.InternalError);
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task An_actor_that_dies_in_the_middle_of_its_response_resets_the_stream()
    {
        var peer = await Serve(e => e.MapActor("/", Props.Create(() => new Dying())));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectRstStream(1, ErrorCode.InternalError);
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task To_HEAD_there_is_no_body()
    {
        var peer = await Serve(e => e.MapActor("/{count}", Props.Create(() => new Counting())));
        await peer.Send(Headers(1).Head("/3").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((200, ""), (response.Status, response.Text));
        await peer.Send(Headers(3).Get("/3").EndStream());
        Assert.Equal("123", (await peer.ExpectResponse(3)).Text);
    }

    [Theory]
    [Trait("RFC 9110", "6.4.1")]
    [InlineData("HEAD", 200, false)]
    [InlineData("HEAD", 200, true)]
    [InlineData("GET", 204, false)]
    [InlineData("GET", 304, true)]
    public async Task Where_there_is_no_body_the_head_ends_the_request_and_its_actor_is_told(string method, int status, bool hasMiddleware)
    {
        var told = Channel.CreateUnbounded<object>();
        var beginning = System.ActorOf(Props.Create(() => new Beginning(status, told)));
        var peer = await Serve(e => (hasMiddleware ? e.Use((x, next) => next(x)) : e).MapActor("/", beginning, new RouteOptions { MaxInFlight = 1, TellsCancelled = true }));
        for (var stream = 1; stream < 12; stream += 2)
        {
            await peer.Send(Headers(stream).Request(method, "/").EndStream());
            Assert.Equal(status, (await peer.ExpectResponse(stream)).Status); // not 503: the place of the one before was given back
            object[] both = [await told.Reader.ReadAsync(TestDeadline), await told.Reader.ReadAsync(TestDeadline)];
            Assert.Single(both.OfType<RequestCancelled>());
            Assert.Single(both.OfType<Terminated>());
        }
    }

    [Fact]
    public async Task A_head_to_HEAD_that_may_not_be_is_500()
    {
        var wrong = System.ActorOf(Props.Create(() => new Beginning(42, Channel.CreateUnbounded<object>())));
        var peer = await Serve(e => e.MapActor("/", wrong));
        await peer.Send(Headers(1).Head("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
    }

    /// <summary>Begins a response, and says no more.</summary>
    private sealed class Beginning : ReceiveActor
    {
        public Beginning(int status, Channel<object> told)
        {
            Receive<Request>(_ =>
            {
                Context.Watch(Sender);
                Sender.Tell(new ResponseStarted(status));
            });
            Receive<RequestCancelled>(cancelled => told.Writer.TryWrite(cancelled));
            Receive<Terminated>(terminated => told.Writer.TryWrite(terminated));
        }
    }

    private sealed class Counting : ReceiveActor
    {
        public Counting()
        {
            var (number, last) = (0, 0);
            void Next() => Sender.Tell(++number <= last ? new Chunk(global::System.Text.Encoding.ASCII.GetBytes($"{number}")) : new Completed(AkkaH2.Headers.Of(("x-count", $"{last}"))));
            Receive<Request>(request =>
            {
                (number, last) = (0, int.Parse(request.Route["count"]));
                Sender.Tell(new ResponseStarted(200, AkkaH2.Headers.Of(("content-type", "text/plain"))));
                Next();
            });
            Receive<ChunkSent>(_ => Next());
        }
    }

    private sealed class Starting : ReceiveActor
    {
        public Starting(TaskCompletionSource<IActorRef> begun) => Receive<Request>(_ =>
        {
            Sender.Tell(new ResponseStarted());
            begun.TrySetResult(Sender);
        });
    }

    private sealed class Flooding : ReceiveActor
    {
        public Flooding()
        {
            var pieces = 0;
            void Next()
            {
                pieces++;
                Sender.Tell(new Chunk(new byte[Piece]));
            }

            Receive<Request>(_ =>
            {
                Sender.Tell(new ResponseStarted());
                Next();
            });
            Receive<ChunkSent>(_ => Next());
            Receive<string>(_ => Sender.Tell(pieces));
        }
    }

    private sealed class Hasty : ReceiveActor
    {
        public Hasty() => Receive<Request>(request =>
        {
            if (request.Path == "/two")
                Sender.Tell(new ResponseStarted());
            for (var piece = 0; piece < 20; piece++)
                Sender.Tell(new Chunk(new byte[Piece]));
        });
    }

    private sealed class Dying : ReceiveActor
    {
        public Dying() => Receive<Request>(_ =>
        {
            Sender.Tell(new ResponseStarted());
            Context.Stop(Self);
        });
    }
}
