using System.Text;
using Akka.Actor;
using Akka.Streams.Dsl;
using AkkaH2.Client;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class SerializedMessagesOnSocketsTests() : SerializedMessagesTests("sockets");

public sealed class SerializedMessagesOnAkkaIoTests() : SerializedMessagesTests("akka-io");

/// <summary>
/// Where Akka.NET serializes every message (<c>akka.actor.serialize-messages</c>), as it does for another node: those between actors of AkkaH2 never leave their process and
/// are left alone, those between AkkaH2 and actors of the application pass.
/// </summary>
public abstract class SerializedMessagesTests(string transport) : ServerTest(transport)
{
    protected override string Hocon => "akka.actor.serialize-messages = on";

    [Fact]
    public async Task Functions_and_bodies_both_ways()
    {
        var peer = await Serve(e => e
            .Map("GET", "/", x => x.Respond("hello"))
            .Map("POST", "/echo", async x => await x.RespondStreaming().WriteAsync(x.Request.Body))
            .Map("GET", "/fail", x => throw new InvalidOperationException()));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("hello", (await peer.ExpectResponse(1)).Text);
        await peer.Send(Headers(3).Post("/echo"), Data(3, new byte[10_000]), Data(3, new byte[10_000]).EndStream());
        Assert.Equal(20_000, (await peer.ExpectResponse(3)).Body.Length);
        await peer.Send(Headers(5).Get("/fail").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(5)).Status);
        await peer.Send(Headers(7).Post("/echo"), RstStream(7, ErrorCode.Cancel));
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task Actors_of_every_kind()
    {
        var echo = System.ActorOf(Props.Create(() => new Echo()));
        var pieces = System.ActorOf(Props.Create(() => new Pieces()));
        var peer = await Serve(e => e
            .MapActor("/echo", echo)
            .MapActor("/props", Props.Create(() => new Echo()))
            .MapActorPerKey("GET", "/key/{id}", _ => Props.Create(() => new Echo()))
            .MapActor("/pieces", pieces));
        var stream = 1;
        foreach (var path in new[] { "/echo", "/props", "/key/seven" })
        {
            await peer.Send(Headers(stream).Get(path).EndStream());
            Assert.Equal(path, (await peer.ExpectResponse(stream)).Text);
            stream += 2;
        }

        await peer.Send(Headers(stream).Get("/pieces").EndStream());
        Assert.Equal("one two ", (await peer.ExpectResponse(stream)).Text);
    }

    /// <summary>As to another node: a body is one stream, which its request has to hand over (<see cref="Request.AsPortable()"/>).</summary>
    [Fact]
    public async Task A_request_with_a_body_is_answered_with_500_unless_it_is_portable()
    {
        var echo = System.ActorOf(Props.Create(() => new Echo()));
        var peer = await Serve(e => e.MapActor("/", echo));
        await peer.Send(Headers(1).Post("/"), Data(1, "content").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        var copy = await echo.Ask<Response>(Request.Post("/portable", "content").AsPortable(), Deadline);
        Assert.Equal("/portable", await copy.Body.ReadTextAsync(100));
    }

    [Fact]
    public async Task An_actor_that_stops_or_fails()
    {
        var peer = await Serve(e => e.MapActorPerKey("GET", "/{how}", how => Props.Create(() => new Ending(how))));
        await peer.Send(Headers(1).Get("/stops").EndStream(), Headers(3).Get("/throws").EndStream(), Headers(5).Get("/says").EndStream());
        Assert.Equal(503, (await peer.ExpectResponse(1)).Status);
        Assert.Equal(500, (await peer.ExpectResponse(3)).Status);
        Assert.Equal(500, (await peer.ExpectResponse(5)).Status);
    }

    [Fact]
    public async Task Sources_and_flows()
    {
        var peer = await Serve(e => e
            .Map("GET", "/source", _ => Task.FromResult(Response.Streamed(Source.From(Enumerable.Range(0, 3)).Select(n => (ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes($"{n} ")))))
            .MapFlow("/flow", Flow.Create<Request>().Select(request => Response.Text(request.Path))));
        await peer.Send(Headers(1).Get("/source").EndStream(), Headers(3).Get("/flow").EndStream());
        Assert.Equal("0 1 2 ", (await peer.ExpectResponse(1)).Text);
        Assert.Equal("/flow", (await peer.ExpectResponse(3)).Text);
    }

    [Fact]
    public async Task A_client_its_bodies_its_actor_and_its_end()
    {
        var server = await Bind(e => e.Map("POST", "/echo", async x => await x.RespondStreaming().WriteAsync(x.Request.Body)));
        var client = System.Http2().Client($"http://{server.LocalEndPoint}");
        var body = new byte[300_000];
        using (var response = await client.SendAsync(Request.Post("/echo", body)).WaitAsync(Deadline))
            Assert.Equal(body, await response.Body.ReadToEndAsync(body.Length).WaitAsync(Deadline));
        var written = await client.SendAsync(Request.Of("POST", "/echo").WithBody(async (writer, _) => await writer.WriteAsync("written"u8.ToArray()))).WaitAsync(Deadline);
        Assert.Equal("written", await written.Body.ReadTextAsync(100).WaitAsync(Deadline));
        var answer = await (await client.GetActorAsync().WaitAsync(Deadline)).Ask<ClientResponse>(new ClientRequest(Request.Post("/echo", "told"), Tag: 7), Deadline);
        Assert.Equal(("told", 7), (await answer.Response.Body.ReadTextAsync(100), answer.Tag));
        Assert.NotNull(await client.PingAsync().WaitAsync(Deadline));
        Assert.True(await client.TerminateAsync(Deadline));
        Assert.True(await server.TerminateAsync(Deadline));
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => Receive<Request>(request => Sender.Tell(Response.Text(request.Path)));
    }

    private sealed class Pieces : ReceiveActor
    {
        public Pieces()
        {
            var left = new Queue<string>(["one ", "two "]);
            Receive<Request>(_ =>
            {
                Sender.Tell(new ResponseStarted());
                Sender.Tell(new Chunk(Encoding.ASCII.GetBytes(left.Dequeue())));
            });
            Receive<ChunkSent>(_ => Sender.Tell(left.TryDequeue(out var next) ? new Chunk(Encoding.ASCII.GetBytes(next)) : new Completed()));
        }
    }

    private sealed class Ending : ReceiveActor
    {
        public Ending(string how) => Receive<Request>(_ =>
        {
            if (how == "stops")
                Context.Stop(Self);
            else if (how == "says")
                Sender.Tell(new Status.Failure(new InvalidOperationException("as it says")));
            else
                throw new InvalidOperationException("as it throws");
        });
    }
}
