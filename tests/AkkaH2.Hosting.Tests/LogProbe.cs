using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AkkaH2.Hosting.Tests;

/// <summary>What an application logs.</summary>
internal sealed class LogProbe : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = [];

    public IReadOnlyCollection<LogLine> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Writer(LogProbe probe, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            probe._lines.Enqueue(new LogLine(category, logLevel, formatter(state, exception))
            {
                Properties = (state as IEnumerable<KeyValuePair<string, object?>> ?? []).ToDictionary(property => property.Key, property => property.Value),
            });
    }
}

internal sealed record LogLine(string Category, LogLevel Level, string Text)
{
    public IReadOnlyDictionary<string, object?> Properties { get; init; } = new Dictionary<string, object?>();
}
