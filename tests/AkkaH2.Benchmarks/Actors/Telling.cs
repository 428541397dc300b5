using Akka.Actor;

namespace AkkaH2.Benchmarks.Actors;

/// <summary>One thread tells, one actor counts.</summary>
internal static class Telling
{
    private const int Messages = 5_000_000;

    public static async Task Run(ActorSystem system)
    {
        var counter = system.ActorOf(Props.Create(() => new Counter()));
        await Rounds.Measure("tell, a message", Messages, () => Tell(counter));
        system.Stop(counter);
    }

    private static Task Tell(IActorRef counter)
    {
        var done = new Signal();
        var message = new object();
        for (var i = 0; i < Messages; i++)
            counter.Tell(message, ActorRefs.NoSender);
        counter.Tell(done, ActorRefs.NoSender);
        return done.Task;
    }

    private sealed class Counter : UntypedActor
    {
        private int _count;

        protected override void OnReceive(object message)
        {
            if (message is Signal done)
                done.Set();
            else
                _count++;
        }

        protected override void PostStop() => GC.KeepAlive(_count);
    }
}
