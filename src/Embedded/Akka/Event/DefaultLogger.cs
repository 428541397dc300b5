using Akka.Actor;

namespace Akka.Event;

/// <summary>Writes log events to standard output.</summary>
public class DefaultLogger : ActorBase
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger: Sender.Tell(new LoggerInitialized(), Self); return true;
            case LogEvent logEvent: Print(logEvent); return true;
            default: return false;
        }
    }

    protected virtual void Print(LogEvent logEvent) => StandardOutLogger.Print(logEvent);
}
