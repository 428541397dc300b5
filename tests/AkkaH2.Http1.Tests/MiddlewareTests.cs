using System.Text;
using Akka.Actor;
using Akka.Streams.Dsl;
using AkkaH2.Endpoints;
using AkkaH2.Tests.Server;

namespace AkkaH2.Http1.Tests;

/// <summary>Middleware stands around endpoints over HTTP/1.1 as it does over HTTP/2.</summary>
public sealed class MiddlewareTests() : Http1Test("memory")
{
    private readonly TaskCompletionSource<string> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // A failed endpoint.
    protected override int Complaints => 1;

    [Theory]
    [InlineData("/function", 200, "blue")]
    [InlineData("/written", 200, "blue")]
    [InlineData("/actor", 200, "blue")]
    [InlineData("/events", 200, "data: blue\n\n")]
    [InlineData("/nowhere", 404, "There is nothing at this path.")]
    [InlineData("/closed/function", 401, "who are you?")]
    public async Task It_changes_the_request_and_the_response_of_a(string path, int status, string body)
    {
        var response = await Ask(Map, $"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal((status, body, "paint"), (response.Status, response.Body, response["x-by"]));
        Assert.Equal($"{status}, {body.Length} octets", await _outcome.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task It_sees_the_failure_of_an_endpoint()
    {
        var response = await Ask(Map, "GET /fails HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal(500, response.Status);
        Assert.Equal("boom", await _outcome.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task It_gets_back_from_an_actor_that_it_calls_when_the_connection_is_lost()
    {
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var silent = System.ActorOf(Props.Create(() => new Silent()));
        var peer = await Serve(e => e.MapActor("/", silent).Use(async (x, next) =>
        {
            try
            {
                begun.SetResult();
                await goOn.Task;
                await next(x);
            }
            finally
            {
                _outcome.SetResult("back");
            }
        }));
        await peer.Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await begun.Task.WaitAsync(Deadline);
        await System.KillConnectionAsync(Deadline);
        goOn.SetResult();
        Assert.Equal("back", await _outcome.Task.WaitAsync(Deadline));
    }

    private void Map(EndpointBuilder endpoints) => endpoints
        .Use(Paint)
        .Map("GET", "/function", request => Response.Text(request.Headers["x-colour"]!))
        .Map("GET", "/written", async x => await x.RespondStreaming().WriteAsync(Encoding.ASCII.GetBytes(x.Request.Headers["x-colour"]!)))
        .MapActor("/actor", Props.Create(() => new Painted()))
        .MapSource("/events", request => Source.Single(new ServerSentEvent(request.Headers["x-colour"]!)))
        .Map("GET", "/fails", _ => throw new InvalidOperationException("boom"))
        .Group("/closed", closed => closed
            .Use((x, _) =>
            {
                x.Respond("who are you?", 401);
                return Task.CompletedTask;
            })
            .Map("GET", "/function", x => x.Respond("")));

    private async Task Paint(Exchange x, Func<Exchange, Task> next)
    {
        x.Request = x.Request.With("x-colour", "blue");
        x.OnResponding(response => response.With("x-by", "paint"));
        try
        {
            await next(x);
            _outcome.TrySetResult($"{x.Status}, {x.ResponseOctets} octets");
        }
        catch (Exception cause)
        {
            _outcome.TrySetResult(cause.Message);
            throw;
        }
    }

    private sealed class Silent : ReceiveActor
    {
        public Silent() => Receive<Request>(_ => { });
    }

    private sealed class Painted : ReceiveActor
    {
        public Painted() => Receive<Request>(request => Sender.Tell(Response.Text(request.Headers["x-colour"]!)));
    }
}
