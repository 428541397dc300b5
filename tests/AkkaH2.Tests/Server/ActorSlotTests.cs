using Akka.Actor;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class ActorSlotTests : ServerTest
{
    // A StreamActor whose work has ended is gone: what is left can be counted.
    protected override string Hocon => "akka.h2.idle-stream-actors = 0";

    [Fact]
    public async Task A_reset_gives_the_slot_of_an_actor_that_never_replies_back()
    {
        var silent = System.ActorOf(Props.Create(() => new Silent()));
        var peer = await Serve(e => e.MapActor("/", silent));
        for (var id = 1; id < 600; id += 2) // more than max-concurrent-streams, less than reset-burst
            await peer.Send(Headers(id).Get("/").EndStream(), RstStream(id));
        await peer.ExpectAlive();
        await Until(async () => await CountActors() <= 3).WaitAsync(Deadline); // the connection, its pipeline and the stages' actor
    }

    private sealed class Silent : ReceiveActor
    {
        public Silent() => Receive<Request>(_ => { });
    }
}
