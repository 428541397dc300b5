using System.Text.Json.Serialization;
using Akka.Actor;
using AkkaH2.Endpoints;
using AkkaH2.TestKit;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>What was under way for an actor endpoint ends when its connection is lost.</summary>
public sealed partial class LostConnectionTests() : ServerTest("memory")
{
    [Fact]
    public async Task A_request_whose_message_is_being_made_gives_its_place_back()
    {
        var orders = System.ActorOf(Props.Create(() => new Accepting()));
        var server = await Bind(e => e.MapActor("/", orders, new RouteOptions { Messages = ActorMessages.FromJson(LostOrderJson.Default.Order), MaxInFlight = 1 }));
        for (var times = 0; times < 10; times++)
        {
            var peer = await Connect(server);
            var unfinished = peer.NewStream();
            await peer.Send(Headers(unfinished).Post("/"), Data(unfinished, "{"));
            while (await StatusOf(peer) == 202)
            {
                // the other one is not let in yet
            }

            await System.KillConnectionAsync(Deadline);
        }

        Assert.Equal(202, await StatusOf(await Connect(server)));
    }

    [Fact]
    public async Task Middleware_that_calls_the_actor_after_that_gets_back()
    {
        var (begun, goOn, ended) = (Source(), Source(), Source());
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
                ended.SetResult();
            }
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        await begun.Task.WaitAsync(Deadline);
        await System.KillConnectionAsync(Deadline);
        goOn.SetResult();
        await ended.Task.WaitAsync(Deadline);
    }

    private static TaskCompletionSource Source() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task<int> StatusOf(TestPeer peer)
    {
        var stream = peer.NewStream();
        await peer.Send(Headers(stream).Post("/"), Data(stream, "{\"Id\":\"7\",\"Items\":3}").EndStream());
        return (await peer.ExpectResponse(stream)).Status;
    }

    private sealed record Order(string Id, int Items);

    [JsonSerializable(typeof(Order))]
    private sealed partial class LostOrderJson : JsonSerializerContext;

    private sealed class Accepting : ReceiveActor
    {
        public Accepting() => Receive<Order>(_ => Sender.Tell(Response.Empty(202)));
    }

    private sealed class Silent : ReceiveActor
    {
        public Silent() => Receive<Request>(_ => { });
    }
}
