using Akka.Actor;

namespace AkkaH2.Benchmarks.Actors;

/// <summary>Sends back what it gets.</summary>
internal sealed class Pong : UntypedActor
{
    protected override void OnReceive(object message) => Sender.Tell(message, Self);
}
