using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;

namespace Akka.Event;

/// <summary>Starts and stops the loggers that <c>akka.loggers</c> names; standard output stands in before and after.</summary>
internal static class LoggerStartup
{
    /// <summary>
    /// What is logged from here on waits in the loggers' mailboxes behind their InitializeLogger. Starting waits for the answers all the same, as Akka.NET
    /// does: a logger may subscribe to more than log events, such as the filters of a test.
    /// </summary>
    public static void StartDefaultLoggers(this LoggingBus bus, ActorSystemImpl system)
    {
        var settings = system.Settings;
        var level = Logging.LogLevelFor(settings.LogLevel);
        bus.Formatter = settings.LogFormatter;
        var types = settings.Loggers.Select(TypeOf).ToList();
        if (!types.Remove(typeof(StandardOutLogger))) bus.RemoveLogger(StandardOutLogger.Instance);

        var starting = types.Select((type, index) => bus.Start(type, $"log{index + 1}-{Logging.SimpleName(type)}", level, system)).ToArray();
        Task.WaitAll(starting);

        bus.SetLogLevel(level);
        if (settings.DebugUnhandledMessage)
            bus.Subscribe(system.SystemActorOf(Props.Create(() => new UnhandledMessageForwarder()), "UnhandledMessageForwarder"), typeof(UnhandledMessage));
    }

    public static void StopDefaultLoggers(this LoggingBus bus, ActorSystem system)
    {
        var level = bus.LogLevel;
        if (!bus.CurrentLoggers().Contains(StandardOutLogger.Instance)) bus.StartStdoutLogger(system.Settings);
        foreach (var logger in bus.CurrentLoggers().Where(logger => logger is not MinimalLogger))
        {
            bus.RemoveLogger(logger);
            logger.Tell(PoisonPill.Instance, ActorRefs.NoSender); // behind what it has still to write
        }
        if (level > bus.LogLevel) bus.SetLogLevel(level);
    }

    private static Type TypeOf(string name) =>
        Type.GetType(name) ?? throw new ConfigurationException($"Logger specified in config can't be found: \"{name}\"");

    private static Task Start(this LoggingBus bus, Type type, string name, LogLevel level, ActorSystemImpl system)
    {
        var logger = system.SystemActorOf(Props.Create(type).WithDispatcher(system.Settings.LoggersDispatcher), name);
        bus.AddLogger(logger, level);
        return bus.Initialize(logger, system.Settings.LoggerStartTimeout);
    }

    private static async Task Initialize(this LoggingBus bus, IActorRef logger, TimeSpan timeout)
    {
        try
        {
            var answer = await logger.Ask<object>(new InitializeLogger(bus), timeout).ConfigureAwait(false);
            if (answer is not LoggerInitialized)
                bus.Publish(new Error(null, logger.Path.ToString()!, logger.GetType(), $"Logger {logger} did not respond with LoggerInitialized, sent instead {answer}"));
        }
        catch (Exception e)
        {
            bus.Publish(new Warning(e, logger.Path.ToString()!, logger.GetType(), $"Logger {logger} did not respond within {timeout} to InitializeLogger"));
        }
    }

    /// <summary><c>akka.actor.debug.unhandled = on</c>: what nobody handled is logged.</summary>
    private sealed class UnhandledMessageForwarder : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is not UnhandledMessage unhandled) return;
            Context.System.EventStream.Publish(new Debug(
                unhandled.Recipient.Path.ToString()!, unhandled.Recipient.GetType(), $"Unhandled message from {unhandled.Sender} : {unhandled.Message}"));
        }
    }
}
