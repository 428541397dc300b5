using Akka.Event;
using AkkaH2.Wire;
using Microsoft.Extensions.Logging;

namespace AkkaH2.Http1;

/// <summary>Kestrel's log, as debug lines of Akka's: what matters of it, AkkaH2 says itself, and the faults of peers are no errors.</summary>
internal sealed class KestrelLog(ILoggingAdapter log) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => log.IsDebugEnabled && logLevel >= Microsoft.Extensions.Logging.LogLevel.Debug;

    public void Log<TState>(Microsoft.Extensions.Logging.LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            log.Debug("Kestrel: {0}{1}", LogText.OneLine(formatter(state, exception)), exception is null ? "" : $" ({LogText.OneLine(exception.Message)})");
    }

    public void Dispose()
    {
        // The log is the actor system's.
    }
}
