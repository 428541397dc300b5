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
        Run();
    }

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case IslandEvent e:
                interpreter.RunAsync(e.Logic, e);
                Run();
                return true;
            case Resume:
                _resuming = false;
                Run();
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

    /// <summary>A stage's errors never get here. What does is a fault of ours, after which nothing of the island can be trusted.</summary>
    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    private void Run()
    {
        var suspended = !_resuming && interpreter.Execute(processingLimit);
        if (interpreter.IsCompleted) Context.Stop(Self);
        else if (suspended)
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
