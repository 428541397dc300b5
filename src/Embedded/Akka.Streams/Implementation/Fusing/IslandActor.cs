using Akka.Actor;
using Akka.Event;

namespace Akka.Streams.Implementation.Fusing;

/// <summary>
/// Runs one island. Every message is an event of one of its stages; after each the stages run until nothing is left to do,
/// or until the processing limit, when other actors get their turn first. Stops when the last stage has stopped.
/// </summary>
internal sealed class IslandActor(GraphInterpreter interpreter, int processingLimit) : ActorBase
{
    private bool _resuming;

    protected override void PreStart()
    {
        interpreter.Attach(Self);
        interpreter.Init();
        After(interpreter.Execute(processingLimit));
    }

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case IslandEvent e:
                After(interpreter.Execute(e, _resuming ? 0 : processingLimit));
                return true;
            case Resume:
                _resuming = false;
                After(interpreter.Execute(processingLimit));
                return true;
            default:
                return false;
        }
    }

    protected override void PostStop()
    {
        if (interpreter.IsCompleted) return;
        interpreter.Aborted = new AbruptTerminationException(Self);
        interpreter.Abort();
    }

    private void After(bool suspended)
    {
        if (interpreter.IsCompleted)
        {
            Context.Stop(Self);
        }
        else if (suspended && !_resuming)
        {
            _resuming = true;
            Self.Tell(Resume.Instance, Self);
        }
    }

    private sealed class Resume : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Resume Instance = new();
    }
}
