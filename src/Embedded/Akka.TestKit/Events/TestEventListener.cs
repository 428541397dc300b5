using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.TestKit.Internal;
using Akka.TestKit.TestEvent;

namespace Akka.TestKit;

/// <summary>The logger of a test: it asks the filters first, and shows dead letters and unhandled messages as warnings.</summary>
public class TestEventListener : DefaultLogger
{
    private readonly List<IEventFilter> _filters = [];

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger initialize: OnInitialize(initialize.LoggingBus); break;
            case Mute mute:                   _filters.AddRange(mute.Filters); break;
            case Unmute unmute:               Remove(unmute.Filters); break;
            case LogEvent logEvent:           OnLogEvent(logEvent); break;
            case DeadLetter deadLetter:       OnDeadLetter(deadLetter); break;
            case UnhandledMessage unhandled:  OnUnhandled(unhandled); break;
            default:                          OnLogEvent(new Debug(Context.System.Name, GetType(), message)); break;
        }
        return true;
    }

    private void OnInitialize(LoggingBus bus)
    {
        foreach (var channel in new[] { typeof(Mute), typeof(Unmute), typeof(DeadLetter), typeof(UnhandledMessage) })
            bus.Subscribe(Self, channel);
        Sender.Tell(new LoggerInitialized());
    }

    private void OnLogEvent(LogEvent logEvent)
    {
        if (!Filtered(logEvent))
            Print(logEvent);
    }

    // A filter sees the dead letter itself, the reader of the log a sentence.
    private void OnDeadLetter(DeadLetter letter)
    {
        if (letter.Message is ISystemMessage)
            return;
        var (source, type) = (letter.Recipient.Path.ToString(), letter.Recipient.GetType());
        if (!Filtered(new Warning(source, type, letter)))
            Print(new Warning(source, type, $"Received dead letter from {letter.Sender}: {letter.Message}"));
    }

    private void OnUnhandled(UnhandledMessage unhandled)
    {
        var (source, type) = (unhandled.Recipient.Path.ToString(), unhandled.Recipient.GetType());
        if (!Filtered(new Warning(source, type, unhandled)))
            Print(new Warning(source, type, $"Unhandled message from {unhandled.Sender}: {unhandled.Message}"));
    }

    private bool Filtered(LogEvent logEvent) => _filters.Exists(filter => filter.Apply(logEvent));

    private void Remove(IEnumerable<EventFilterBase> filters)
    {
        foreach (var filter in filters)
            _filters.Remove(filter);
    }
}
