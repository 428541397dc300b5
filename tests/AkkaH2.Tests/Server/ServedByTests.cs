using Akka.Actor;
using AkkaH2.Endpoints;
using AkkaH2.Server;
using AkkaH2.TestKit;
using AkkaH2.Tests.Remoting;
using AkkaH2.Transports.Memory;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>akka.h2.served-by: the node in x-served-by.</summary>
public sealed class ServedByTests() : ServerTest("memory")
{
    protected override string Hocon => "akka.h2 { served-by = here, max-request-body-size = 10 }";

    [Theory]
    [InlineData("/whole", 200)]
    [InlineData("/streamed", 200)]
    [InlineData("/actor", 200)]
    [InlineData("/pieces", 200)]
    [InlineData("/fails", 500)]
    [InlineData("/nothing", 404)]
    public async Task Every_response_names_it(string path, int status)
    {
        var peer = await Serve(All);
        await peer.Send(Headers(1).Get(path).EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((status, "here"), (response.Status, Names(response)));
    }

    [Fact]
    public async Task So_does_an_answer_of_the_server_itself()
    {
        var peer = await Serve(All);
        await peer.Send(Headers(1).Post("/upload").Field("content-length", "11"));
        var response = await peer.ExpectResponse(1);
        Assert.Equal((413, "here"), (response.Status, Names(response)));
    }

    [Fact]
    public async Task A_name_that_the_endpoint_has_from_somewhere_else_stays_before_it()
    {
        var peer = await Serve(e => e.Map("GET", "/", _ => Response.Text("a").With("x-served-by", "upstream")));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("upstream, here", Names(await peer.ExpectResponse(1)));
    }

    [Fact]
    public async Task A_server_may_have_a_name_of_its_own()
    {
        var memory = new MemoryTransport();
        await using var server = await System.Http2().BindAsync(ServerAddress.Of("127.0.0.1", 0), new ServerOptions { Transport = memory, ServedBy = "mine" }, All);
        var client = System.Http2().Client(server.Urls[0], System.Http2().Settings.Client with { Transport = memory });
        Assert.Equal("mine", (await client.SendAsync(Request.Get("/whole")).WaitAsync(Deadline)).Headers["x-served-by"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a, b")]
    [InlineData("a b")]
    [InlineData("ä")]
    public void A_name_that_no_field_can_have_is_refused(string name) => Assert.Throws<ArgumentException>(() => new ServerOptions { ServedBy = name });

    internal static string? Names(ReceivedResponse response) =>
        response.Fields.Where(field => field.Name == "x-served-by").Select(field => field.Value).ToArray() is { Length: > 0 } names ? string.Join(", ", names) : null;

    private void All(EndpointBuilder e) => e
        .Map("GET", "/whole", _ => Response.Text("a"))
        .Map("POST", "/upload", _ => Response.Text("a"))
        .Map("GET", "/streamed", async x => await x.RespondStreaming().WriteAsync("a"u8.ToArray()))
        .MapActor("/actor", System.ActorOf(Props.Create(() => new Replying())))
        .MapActor("/pieces", System.ActorOf(Props.Create(() => new Replying())))
        .Map("GET", "/fails", Failing);

    private static void Failing(Exchange x) => throw new InvalidOperationException();

    internal sealed class Replying : ReceiveActor
    {
        public Replying()
        {
            Receive<Request>(request => request.Path == "/pieces", _ =>
            {
                Sender.Tell(new ResponseStarted());
                Sender.Tell(new Completed());
            });
            Receive<Request>(_ => Sender.Tell(Response.Text("a")));
        }
    }
}

/// <summary>Where it is not set.</summary>
public sealed class NotServedByTests() : ServerTest("memory")
{
    [Fact]
    public async Task No_response_names_a_node()
    {
        var peer = await Serve(e => e.Map("GET", "/", _ => Response.Text("a")));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Null(ServedByTests.Names(await peer.ExpectResponse(1)));
    }
}

/// <summary>The same with an actor on another node.</summary>
public sealed class ServedByNodesTests() : TwoNodesTest("akka { h2.served-by = on, actor.serialize-messages = on }")
{
    [Theory]
    [InlineData("/actor")]
    [InlineData("/pieces")]
    public async Task The_actors_node_is_first_and_the_connections_node_last(string path)
    {
        var there = await Elsewhere(Props.Create(() => new ServedByTests.Replying()));
        var peer = await Serve(e => e.MapActor(path, there));
        await peer.Send(Headers(1).Get(path).EndStream());
        Assert.Equal($"{Name(Other)}, {Name(System)}", ServedByTests.Names(await peer.ExpectResponse(1)));
    }

    [Fact]
    public async Task An_actor_of_the_connections_node_names_it_once()
    {
        // With serialize-messages the response is on the way to another node as soon as one actor tells it another.
        var peer = await Serve(e => e.MapActor("/actor", System.ActorOf(Props.Create(() => new Asking()))));
        await peer.Send(Headers(1).Get("/actor").EndStream());
        Assert.Equal(Name(System), ServedByTests.Names(await peer.ExpectResponse(1)));
    }

    private static string Name(ActorSystem system) => $"{AddressOf(system).Host}:{AddressOf(system).Port}";

    private sealed class Asking : ReceiveActor
    {
        private readonly IActorRef _replying = Context.ActorOf(Props.Create(() => new ServedByTests.Replying()));
        private IActorRef _asker = ActorRefs.Nobody;

        public Asking()
        {
            Receive<Request>(request =>
            {
                _asker = Sender;
                _replying.Tell(request);
            });
            Receive<Response>(response => _asker.Tell(response));
        }
    }
}
