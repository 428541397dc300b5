using System.Text;
using Akka.Actor;
using Akka.Streams.Dsl;
using AkkaH2.Endpoints;

namespace AkkaH2.Http1.Tests;

/// <summary>Every form of an endpoint that is no function serves HTTP/1.1 as it serves HTTP/2.</summary>
public sealed class ActorEndpointTests() : Http1Test("memory")
{
    // A restart, and a failed endpoint for each of those that fail.
    protected override int Complaints => 10;

    [Theory]
    [InlineData("/ref/a", 200, "Request")]
    [InlineData("/props/a", 200, "Request")]
    [InlineData("/key/a", 200, "Request")]
    [InlineData("/path/a", 503, null)]
    [InlineData("/message/a", 200, "String")]
    [InlineData("/pieces/a", 200, "one, two")]
    [InlineData("/restarted/a", 500, null)]
    [InlineData("/wrong/a", 500, null)]
    [InlineData("/events", 200, "data: 1\n\ndata: 2\n\n")]
    public async Task It_is_answered(string path, int status, string? body)
    {
        var response = await Ask(Map, $"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal((status, body ?? response.Body), (response.Status, response.Body));
    }

    private void Map(EndpointBuilder endpoints) => endpoints
        .MapActor("/ref/{id}", System.ActorOf(Props.Create(() => new Typed())))
        .MapActor("/props/{id}", Props.Create(() => new Typed()))
        .MapActorPerKey("/key/{id}", _ => Props.Create(() => new Typed()))
        .MapActor("/path/{id}", System.ActorSelection("/user/nobody"))
        .MapActor("/message/{id}", Props.Create(() => new Typed()), new RouteOptions { Messages = ActorMessages.From(request => request.Route["id"]) })
        .MapActor("/pieces/{id}", Props.Create(() => new Pieces()))
        .MapActor("/restarted/{id}", Props.Create(() => new Crashing()))
        .MapActor("/wrong/{id}", Props.Create(() => new Wrong()))
        .MapSource("/events", _ => Source.From([new ServerSentEvent("1"), new ServerSentEvent("2")]));

    private sealed class Typed : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(Response.Text(message.GetType().Name));
    }

    private sealed class Pieces : ReceiveActor
    {
        public Pieces()
        {
            Receive<Request>(_ =>
            {
                Sender.Tell(new ResponseStarted());
                Sender.Tell(new Chunk(Encoding.ASCII.GetBytes("one, ")));
            });
            Receive<ChunkSent>(_ =>
            {
                Sender.Tell(new Chunk(Encoding.ASCII.GetBytes("two")));
                Sender.Tell(new Completed());
                Become(() => Receive<ChunkSent>(_ => { }));
            });
        }
    }

    private sealed class Crashing : ReceiveActor
    {
        public Crashing() => Receive<Request>(_ => throw new InvalidOperationException("boom"));
    }

    private sealed class Wrong : ReceiveActor
    {
        public Wrong() => Receive<Request>(_ => Sender.Tell("what?"));
    }
}
