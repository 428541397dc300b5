using Akka.Actor;

namespace Akka.Event;

/// <summary>A logger that is no actor: it writes on the thread that logs, and works before and after the system does.</summary>
public abstract class MinimalLogger : MinimalActorRef
{
    public sealed override ActorPath Path { get; } = new RootActorPath(Address.AllSystems, "/StandardOutLogger");

    public sealed override IActorRefProvider Provider => throw new NotSupportedException("This logger does not provide.");

    protected sealed override void TellInternal(object message, IActorRef sender) =>
        Log(message ?? throw new ArgumentNullException(nameof(message), "The message to log must not be null."));

    protected abstract void Log(object message);
}

public class StandardOutLogger : MinimalLogger
{
    internal static readonly StandardOutLogger Instance = new();

    private static readonly Lock _writing = new();

    static StandardOutLogger()
    {
        DebugColor = ConsoleColor.Gray;
        InfoColor = ConsoleColor.White;
        WarningColor = ConsoleColor.Yellow;
        ErrorColor = ConsoleColor.Red;
        UseColors = true;
    }

    public static ConsoleColor DebugColor { get; set; }

    public static ConsoleColor InfoColor { get; set; }

    public static ConsoleColor WarningColor { get; set; }

    public static ConsoleColor ErrorColor { get; set; }

    public static bool UseColors { get; set; }

    internal static void Print(LogEvent logEvent)
    {
        var text = logEvent.ToString();
        lock (_writing)
        {
            // Colours are escape sequences: a file or a pipe is spared them.
            if (!UseColors || Console.IsOutputRedirected) Console.WriteLine(text);
            else PrintColored(text, ColorOf(logEvent.LogLevel()));
        }
    }

    protected override void Log(object message)
    {
        if (message is LogEvent logEvent) Print(logEvent);
        else Console.WriteLine(message);
    }

    private static void PrintColored(string text, ConsoleColor color)
    {
        Console.ForegroundColor = color;
        Console.WriteLine(text);
        Console.ResetColor();
    }

    private static ConsoleColor ColorOf(LogLevel level) => level switch
    {
        LogLevel.DebugLevel => DebugColor,
        LogLevel.InfoLevel => InfoColor,
        LogLevel.WarningLevel => WarningColor,
        _ => ErrorColor,
    };
}
