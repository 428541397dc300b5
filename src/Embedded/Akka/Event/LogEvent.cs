using System.Globalization;
using Akka.Actor;

namespace Akka.Event;

/// <summary>One thing to be logged: its message is made text only by who writes it.</summary>
public abstract class LogEvent : INoSerializationVerificationNeeded
{
    protected LogEvent()
    {
        Timestamp = DateTime.UtcNow;
        Thread = Thread.CurrentThread;
    }

    internal LogEvent(Exception? cause, string logSource, Type logClass, object message)
        : this() => (Cause, LogSource, LogClass, Message) = (cause!, logSource, logClass, message);

    public Exception Cause { get; protected set; } = null!;

    public DateTime Timestamp { get; }

    public Thread Thread { get; }

    public string LogSource { get; protected set; } = null!;

    public Type LogClass { get; protected set; } = null!;

    public object Message { get; protected set; } = null!;

    public abstract LogLevel LogLevel();

    public override string ToString()
    {
        var time = Timestamp.ToString("MM/dd/yyyy HH:mm:ss.fffK", CultureInfo.InvariantCulture);
        var line = $"[{Logging.NameOf(LogLevel())}][{time}][Thread {Thread.ManagedThreadId:0000}][{LogSource}] {MessageText()}";
        return Cause is null ? line : $"{line}{Environment.NewLine}Cause: {Cause}";
    }

    /// <summary>A template that does not fit its arguments must not cost the event.</summary>
    private string MessageText()
    {
        try
        {
            return Message?.ToString() ?? "null";
        }
        catch (FormatException e) when (Message is LogMessage template)
        {
            return $"{template.Format} [{string.Join(", ", template.Parameters())}] ({e.Message})";
        }
    }
}

public class Debug : LogEvent
{
    public Debug(string logSource, Type logClass, object message)
        : this(null, logSource, logClass, message)
    {
    }

    public Debug(Exception? cause, string logSource, Type logClass, object message)
        : base(cause, logSource, logClass, message)
    {
    }

    public override LogLevel LogLevel() => Event.LogLevel.DebugLevel;
}

public class Info : LogEvent
{
    public Info(string logSource, Type logClass, object message)
        : this(null, logSource, logClass, message)
    {
    }

    public Info(Exception? cause, string logSource, Type logClass, object message)
        : base(cause, logSource, logClass, message)
    {
    }

    public override LogLevel LogLevel() => Event.LogLevel.InfoLevel;
}

public class Warning : LogEvent
{
    public Warning(string logSource, Type logClass, object message)
        : this(null, logSource, logClass, message)
    {
    }

    public Warning(Exception? cause, string logSource, Type logClass, object message)
        : base(cause, logSource, logClass, message)
    {
    }

    public override LogLevel LogLevel() => Event.LogLevel.WarningLevel;
}

public class Error : LogEvent
{
    public Error(Exception? cause, string logSource, Type logClass, object message)
        : base(cause, logSource, logClass, message)
    {
    }

    public override LogLevel LogLevel() => Event.LogLevel.ErrorLevel;
}
