using Akka.Actor;

namespace AkkaH2.Benchmarks.Actors;

/// <summary>One question after the other, each answered at once.</summary>
internal static class Asking
{
    private const int Questions = 200_000;

    public static async Task Run(ActorSystem system)
    {
        var pong = system.ActorOf(Props.Create(() => new Pong()));
        await Rounds.Measure("ask", Questions, () => Ask(pong, null));
        await Rounds.Measure("ask with a timeout", Questions, () => Ask(pong, TimeSpan.FromSeconds(5)));
        system.Stop(pong);
    }

    private static async Task Ask(IActorRef pong, TimeSpan? timeout)
    {
        for (var i = 0; i < Questions; i++)
            await pong.Ask<string>("question", timeout);
    }
}
