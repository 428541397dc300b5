using Akka.Actor;

namespace AkkaH2.Benchmarks.Actors;

/// <summary>Two actors send one message to and fro.</summary>
internal static class PingPong
{
    private const int RoundTrips = 1_000_000;

    public static Task Run(ActorSystem system) => Rounds.Measure("ping-pong of a pair, a message", 2 * RoundTrips, () => Play(system));

    private static async Task Play(ActorSystem system)
    {
        var done = new Signal();
        var pong = system.ActorOf(Props.Create(() => new Pong()));
        var ping = system.ActorOf(Props.Create(() => new Ping(RoundTrips, done)));
        pong.Tell("ball", ping);
        await done.Task;
        system.Stop(ping);
        system.Stop(pong);
    }

    private sealed class Ping(int roundTrips, Signal done) : UntypedActor
    {
        private int _left = roundTrips;

        protected override void OnReceive(object message)
        {
            if (--_left == 0)
                done.Set();
            else
                Sender.Tell(message, Self);
        }
    }
}
