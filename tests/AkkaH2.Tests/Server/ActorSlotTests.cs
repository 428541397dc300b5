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

    /// <summary>The StreamActor waits for its next request, and the scheduler keeps the address of its first one until the reply would have been due.</summary>
    [Fact]
    public async Task An_address_that_was_replied_to_is_held_by_nobody()
    {
        var addresses = new List<WeakReference>();
        var replying = System.ActorOf(Props.Create(() => new Replying(addresses)));
        var peer = await Serve(e => e.MapActor("/", replying));
        foreach (var stream in new[] { 1, 3 })
        {
            await peer.Send(Headers(stream).Get("/").EndStream());
            await peer.ExpectResponse(stream);
        }

        await replying.Ask<string>("the sender of the last message", Deadline, TestDeadline); // an actor knows it until the next one
        await peer.ExpectAlive();
        var deadline = Task.Delay(Deadline, TestDeadline);
        while (IsHeld(addresses[1]))
        {
            Assert.False(deadline.IsCompleted);
            await Task.Yield();
        }
    }

    private static bool IsHeld(WeakReference address)
    {
        GC.Collect();
        return address.IsAlive;
    }

    private sealed class Replying : ReceiveActor
    {
        public Replying(List<WeakReference> addresses)
        {
            Receive<Request>(_ =>
            {
                addresses.Add(new WeakReference(Sender));
                Sender.Tell(Response.Text("well"));
            });
            Receive<string>(text => Sender.Tell(text));
        }
    }

    private sealed class Silent : ReceiveActor
    {
        public Silent() => Receive<Request>(_ => { });
    }
}
