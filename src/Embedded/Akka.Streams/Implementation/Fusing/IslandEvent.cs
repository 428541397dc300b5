using Akka.Actor;
using Akka.Event;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.Fusing;

/// <summary>What enters an island from outside, as a message to its actor.</summary>
internal abstract class IslandEvent(GraphStageLogic logic) : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    public GraphStageLogic Logic => logic;

    /// <summary>Runs inside the stage.</summary>
    public abstract void Handle();
}
