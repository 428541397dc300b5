using Akka.Actor;
using Akka.Event;
using Akka.Streams.Implementation.Fusing;

namespace Akka.Streams.Stage;

public static class StageActorRef
{
    /// <summary>Runs inside the stage, with the sender and the message.</summary>
    public delegate void Receive((IActorRef, object) args);
}

/// <summary>
/// A stage as an actor: what is told to <see cref="Ref"/> is handled inside the stage. It is no child with a mailbox of
/// its own: its messages are events of the island. It stops with the stage.
/// </summary>
public sealed class StageActor
{
    private readonly GraphStageLogic _logic;
    private readonly FunctionRef _ref;
    private StageActorRef.Receive _receive;

    internal StageActor(GraphStageLogic logic, StageActorRef.Receive receive, string name)
    {
        _logic = logic;
        _receive = receive;
        _ref = logic.Interpreter.Materializer.SupervisorCell.AddFunctionRef(Tell, name);
    }

    public IActorRef Ref => _ref;

    public void Become(StageActorRef.Receive receive) => _receive = receive;

    public void Stop() => _logic.Interpreter.Materializer.SupervisorCell.RemoveFunctionRef(_ref);

    /// <summary>The behaviour gets a <see cref="Terminated"/> when the actor stops.</summary>
    public void Watch(IActorRef actorRef) => _ref.Watch(actorRef);

    public void Unwatch(IActorRef actorRef) => _ref.Unwatch(actorRef);

    internal void Handle(IActorRef sender, object message) => _receive((sender, message));

    private void Tell(IActorRef sender, object message)
    {
        if (message is PoisonPill or Kill)
        {
            _logic.Interpreter.Materializer.Logger.Warning(
                "{0} message sent to StageActor({1}) will be ignored, since it is not a real Actor. Use a custom message type to communicate with it instead.",
                message, _ref.Path);
            return;
        }

        _logic.Interpreter.Enqueue(new StageMessage(_logic, this, sender, message));
    }
}

public class StageActorRefNotInitializedException : Exception
{
    public static readonly StageActorRefNotInitializedException Instance = new();

    private StageActorRefNotInitializedException()
        : base("You must first call GetStageActor(StageActorRef.Receive), to initialize the actor's behavior")
    {
    }
}
