using Akka.Actor;
using Akka.Event;
using Akka.Hosting.Logging;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace AkkaH2.Hosting;

/// <summary>
/// Akka's log as <see cref="ILogger"/>s whose category is the class that logs, such as <c>AkkaH2.Actors.BindingActor</c>; <see cref="LoggerFactoryLogger"/> has one category
/// for all. The text is the message alone; the actor's path, the source and the thread are properties.
/// </summary>
public sealed class CategoryLogger : LoggerFactoryLogger
{
    private readonly ILoggerFactory _factory = Context.System.Settings.Setup.Get<LoggerFactorySetup>().Value.LoggerFactory;
    private readonly Dictionary<Type, ILogger> _loggers = [];

    /// <inheritdoc/>
    protected override void Log(LogEvent log, ActorPath path)
    {
        var (logger, level) = (LoggerOf(log.LogClass), LevelOf(log.LogLevel()));
        if (logger.IsEnabled(level))
            logger.Log(level, default, StateOf(log, path), log.Cause, (_, _) => TextOf(log));
    }

    private ILogger LoggerOf(Type type)
    {
        if (!_loggers.TryGetValue(type, out var logger))
            _loggers.Add(type, logger = _factory.CreateLogger(type.FullName ?? type.Name));
        return logger;
    }

    // What a structured log keeps: the event's own properties, and where it comes from.
    private static IReadOnlyList<KeyValuePair<string, object?>> StateOf(LogEvent log, ActorPath path)
    {
        var state = new List<KeyValuePair<string, object?>>
        {
            new("ActorPath", $"{path}"), new("LogSource", log.LogSource), new("ThreadId", log.Thread.ManagedThreadId), new("{OriginalFormat}", log.GetTemplate()),
        };
        if (log.TryGetProperties(out var properties) && properties is not null)
            state.InsertRange(0, properties.Select(property => KeyValuePair.Create(property.Key, (object?)property.Value)));
        return state;
    }

    // The message is shown here and not where it was logged: what its arguments throw is theirs.
    private static string TextOf(LogEvent log)
    {
        try
        {
            return $"{log.Message}";
        }
        catch (Exception fault)
        {
            return $"{log.GetTemplate()} (cannot be shown: {fault.Message})";
        }
    }

    private static LogLevel LevelOf(Akka.Event.LogLevel level) => level switch
    {
        Akka.Event.LogLevel.DebugLevel => LogLevel.Debug,
        Akka.Event.LogLevel.InfoLevel => LogLevel.Information,
        Akka.Event.LogLevel.WarningLevel => LogLevel.Warning,
        _ => LogLevel.Error,
    };
}
