using Akka;
using Akka.Actor;
using Akka.Streams.Dsl;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Remoting;

/// <summary>Requests to actors on another node, and their responses.</summary>
public sealed class RemoteRequestTests() : TwoNodesTest("akka.h2.remote.open-timeout = 10000000d")
{
    [Fact]
    public async Task A_request_without_a_body_goes_there_as_it_is_and_a_response_comes_back()
    {
        var there = await Elsewhere(r => Response.Text($"{r.Method} {r.Route["id"]} {r.Headers["x-a"]}", 201).With("x-b", "2") with { Trailers = Headers.Of(("x-c", "3")) });
        var peer = await Serve(e => e.MapActor("/orders/{id}", there));
        await peer.Send(Headers(1).Get("/orders/7").Field("x-a", "1").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((201, "GET 7 1", "2", "3"), (response.Status, response.Text, response["x-b"], Assert.Single(response.Trailers).Value));
    }

    [Fact]
    public async Task A_request_with_a_body_is_refused_with_500_at_once()
    {
        var there = await Elsewhere(_ => Response.Text("never"));
        var message = new TaskCompletionSource<string>();
        var peer = await Serve(e => e.MapActor("/", there).OnError(error =>
        {
            message.TrySetResult(error.Cause!.Message);
            return null;
        }));
        await peer.Send(Headers(1).Post("/"), Data(1, "body").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        Assert.Contains("AsPortable", await message.Task.WaitAsync(Deadline));
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task A_portable_request_hands_its_body_over()
    {
        var there = await Elsewhere(BodyAndTrailer);
        var peer = await Serve(e => e.MapActor("/", Portable(there)));
        await peer.Send(Headers(1).Post("/"), Data(1, "in pieces"));
        await peer.ExpectAlive(); // the request is on its way, and its end is not here
        await peer.Send(Headers(1).Field("x-sum", "7").EndStream());
        Assert.Equal("in pieces, 7", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task A_reply_of_a_wrong_type_is_500()
    {
        var there = await Elsewhere(_ => "not a response");
        var peer = await Serve(e => e.MapActor("/", there));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
    }

    [Fact]
    public async Task A_long_body_comes_back_in_pieces_that_a_message_may_have()
    {
        var there = await Elsewhere(_ => Response.Octets(new byte[300_000]));
        var peer = await Serve(e => e.MapActor("/", there));
        await peer.Send(WindowUpdate(0, 1_000_000));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.Send(WindowUpdate(1, 1_000_000));
        Assert.Equal(300_000, (await peer.ExpectResponse(1)).Body.Length);
    }

    [Fact]
    public async Task A_source_there_stops_when_the_client_resets_the_stream()
    {
        var stopped = new TaskCompletionSource();
        var there = await Elsewhere(_ => Response.Streamed(Source.Repeat<ReadOnlyMemory<byte>>(new byte[1000]).WatchTermination((_, ended) =>
        {
            ended.ContinueWith(_ => stopped.TrySetResult(), TaskScheduler.Default);
            return NotUsed.Instance;
        })));
        var peer = await Serve(e => e.MapActor("/", there));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectHeaders(1);
        await peer.ExpectData(1); // the head leaves before the source runs
        await peer.Send(RstStream(1));
        await stopped.Task.WaitAsync(Deadline);
        await peer.ExpectAlive();
    }

    [Theory]
    [InlineData("HEAD", 200, false)]
    [InlineData("GET", 204, false)]
    [InlineData("HEAD", 200, true)]
    public async Task A_body_that_no_client_reads_is_given_up_there_at_once(string method, int status, bool hasMiddleware)
    {
        var given = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var there = await Elsewhere(_ => new Response(status, Headers.Empty, ResponseBody.From(new Kept(given))));
        var peer = await Serve(e => (hasMiddleware ? e.Use((x, next) => next(x)) : e).MapActor("/", there));
        await peer.Send(Headers(1).Request(method, "/").EndStream());
        Assert.Equal(status, (await peer.ExpectResponse(1)).Status);
        await given.Task.WaitAsync(Deadline);
    }

    private static async Task<Response> BodyAndTrailer(Request request) =>
        Response.Text($"{await request.Body.ReadTextAsync(1000)}, {request.Body.Trailers["x-sum"]}");

    private Task<IActorRef> Elsewhere(Func<Request, object> answer) => Elsewhere(Props.Create(() => new Answering(answer)));

    private IActorRef Portable(IActorRef there) => System.ActorOf(Props.Create(() => new Forwarder(there)));

    private sealed class Forwarder : ReceiveActor
    {
        public Forwarder(IActorRef there) => Receive<Request>(request => there.Forward(request.AsPortable()));
    }

    private sealed class Answering : ReceiveActor
    {
        public Answering(Func<Request, object> answer) => Receive<Request>(request =>
        {
            var reply = answer(request);
            if (reply is Task<Response> response)
                response.PipeTo(Sender);
            else
                Sender.Tell(reply);
        });
    }

    /// <summary>Has no end, and is disposed once.</summary>
    private sealed class Kept(TaskCompletionSource given) : MemoryStream
    {
        protected override void Dispose(bool disposing) => given.TrySetResult();
    }
}
