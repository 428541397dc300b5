using Akka.Actor;
using AkkaH2.Actors;
using AkkaH2.Endpoints;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class EndpointThreadTestsOnTheTurn() : EndpointThreadTests("turn")
{
    [Theory]
    [InlineData(null, true)]
    [InlineData(EndpointThread.Turn, true)]
    [InlineData(EndpointThread.Pool, false)]
    public Task A_function_runs_where_its_route_says_else_where_it_is_configured(EndpointThread? route, bool onTurn) => RunsOnTurn(route, onTurn);
}

public sealed class EndpointThreadTestsOnThePool() : EndpointThreadTests("pool")
{
    [Theory]
    [InlineData(null, false)]
    [InlineData(EndpointThread.Turn, true)]
    [InlineData(EndpointThread.Adaptive, true)] // until it is slow
    public Task A_function_runs_where_its_route_says_else_where_it_is_configured(EndpointThread? route, bool onTurn) => RunsOnTurn(route, onTurn);
}

public sealed class EndpointThreadTestsOnAnotherDispatcher() : EndpointThreadTests("turn", "akka.h2.dispatcher = akka.actor.default-dispatcher")
{
    [Fact]
    public Task Where_there_are_no_turns_a_function_runs_on_the_dispatcher() => RunsOnTurn(EndpointThread.Turn, onTurn: false);
}

/// <summary>The thread that a function has, and what it is inside of there: never an actor.</summary>
public abstract class EndpointThreadTests(string thread, string more = "") : ServerTest
{
    protected override string Hocon => $"akka.h2.endpoint-thread = {thread}\n{more}";

    [Theory]
    [InlineData("/function")]
    [InlineData("/error")]
    [InlineData("/too-large")]
    [InlineData("/flow")]
    public async Task No_actor_of_the_connection_is_the_sender_of_what_the_application_tells(string path)
    {
        var sender = new TaskCompletionSource<IActorRef>();
        var other = System.ActorOf(Props.Create(() => new SenderProbe(sender)));
        var peer = await Serve(e => e
            .OnError(_ =>
            {
                other.Tell("from the error handler");
                return null;
            })
            .Map("GET", "/function", x =>
            {
                other.Tell("from a function");
                x.Respond("told");
            })
            .Map("POST", "/too-large", x => x.Respond("never"), new RouteOptions { MaxRequestBodySize = 1 })
            .MapFlow("/flow", Akka.Streams.Dsl.Flow.FromFunction<Request, Response>(_ => Response.Empty(204)).MapMaterializedValue(value =>
            {
                other.Tell("from a materialization");
                return value;
            })));
        await peer.Send(path switch
        {
            "/error" => Headers(1).Without(":method").Field(":method", "GET").Field(":path", "/").EndStream(), // malformed: no :scheme
            "/too-large" => Headers(1).Post(path).Field("content-length", "2"),
            _ => Headers(1).Get(path).EndStream(),
        });
        // Not "no sender at all": Akka.TestKit leaves its own test actor behind as the sender of the threads that it has seen.
        Assert.DoesNotContain("/http2/", (await sender.Task.WaitAsync(Deadline)).Path.ToString());
    }

    protected async Task RunsOnTurn(EndpointThread? route, bool onTurn)
    {
        var peer = await Serve(e => e.Map("GET", "/", _ => Response.Text($"{IsOnTurn()}"), new RouteOptions { Thread = route }));
        for (var id = 1; id < 10; id += 2)
        {
            await peer.Send(Headers(id).Get("/").EndStream());
            Assert.Equal($"{onTurn}", (await peer.ExpectResponse(id)).Text);
        }
    }

    // What joins the turn runs behind this; on no other thread there is one.
    private static bool IsOnTurn() => Turn.TryJoin(new Nothing());

    private sealed class Nothing : Akka.Dispatch.IRunnable
    {
        public void Run()
        {
            // the question was whether it may
        }

        public void Execute() => Run();
    }

    private sealed class SenderProbe : UntypedActor
    {
        private readonly TaskCompletionSource<IActorRef> _sender;

        public SenderProbe(TaskCompletionSource<IActorRef> sender) => _sender = sender;

        protected override void OnReceive(object message) => _sender.TrySetResult(Sender);
    }
}
