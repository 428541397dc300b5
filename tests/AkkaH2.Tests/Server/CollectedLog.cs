using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace AkkaH2.Tests.Server;

/// <summary>All that one actor system logs, from before its loggers start until after they have ended.</summary>
internal sealed class CollectedLog : IDisposable
{
    private static readonly ConcurrentDictionary<string, CollectedLog> Logs = new();
    private static int s_count;

    private readonly ConcurrentQueue<LogEvent> _events = new();

    public CollectedLog() => Logs[SystemName] = this;

    /// <summary>The name that the system has to have.</summary>
    public string SystemName { get; } = $"logged-{Interlocked.Increment(ref s_count)}";

    /// <summary>To lay over the system's configuration.</summary>
    public Config Config { get; } = ConfigurationFactory.ParseString($"""
        akka.loglevel = INFO
        akka.stdout-loglevel = INFO
        akka.loggers = ["{typeof(Logger).AssemblyQualifiedName}"]
        akka.stdout-logger-class = "{typeof(StartAndEnd).AssemblyQualifiedName}"
        """);

    public IEnumerable<string> Warnings => _events.Where(said => said.LogLevel() >= LogLevel.WarningLevel).Select(said => said.ToString());

    public void Dispose() => Logs.TryRemove(SystemName, out _);

    // The source ends with the system's name, or has the actor's path: akka://name/….
    private static void Add(LogEvent said)
    {
        foreach (var (name, log) in Logs)
            if (said.LogSource.Contains($"akka://{name}/", StringComparison.Ordinal) || said.LogSource.Contains($"akka://{name})", StringComparison.Ordinal))
                log._events.Enqueue(said);
    }

    /// <summary>While the system runs.</summary>
    private sealed class Logger : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is InitializeLogger)
                Sender.Tell(new LoggerInitialized());
            else if (message is LogEvent said)
                Add(said);
        }
    }

    /// <summary>Before the system's loggers have started, and after they have ended.</summary>
    private sealed class StartAndEnd : MinimalLogger
    {
        protected override void Log(object message) => Add((LogEvent)message);
    }
}
