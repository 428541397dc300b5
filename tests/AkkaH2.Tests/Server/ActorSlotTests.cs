using Akka.Actor;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class ActorSlotTests : ServerTest
{
    private readonly SlotProbe _slots = new();

    [Fact]
    public async Task A_reset_gives_the_slot_of_an_actor_that_never_replies_back()
    {
        var silent = System.ActorOf(Props.Create(() => new Silent()));
        var peer = await Serve(e => _slots.Map(e.MapActor("/", silent)));
        for (var n = 0; n < 300; n++) // more than max-concurrent-streams, less than reset-burst
        {
            var stream = peer.NewStream();
            await peer.Send(Headers(stream).Get("/").EndStream(), RstStream(stream));
        }

        await _slots.ExpectAllFree(peer);
    }

    private sealed class Silent : ReceiveActor
    {
        public Silent() => Receive<Request>(_ => { });
    }
}
