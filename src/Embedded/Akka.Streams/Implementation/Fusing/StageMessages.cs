using Akka.Actor;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.Fusing;

/// <summary>A message told to a stage's actor, on its way to the stage.</summary>
internal sealed class StageMessage(GraphStageLogic logic, StageActor actor, IActorRef sender, object message) : IslandEvent(logic)
{
    public override void Handle() => actor.Handle(sender, message);
}
