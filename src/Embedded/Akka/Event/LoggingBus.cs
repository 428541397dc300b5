using Akka.Actor;

namespace Akka.Event;

/// <summary>Tells what is published to those who subscribed to its type. Loggers are subscribers to the levels that are on.</summary>
public class LoggingBus
{
    private readonly Lock _changing = new();
    private volatile Subscriptions _subscriptions = Subscriptions.None;

    public LogLevel LogLevel { get; private set; } = Logging.OffLevel;

    /// <summary>What its loggers format templates with unless told otherwise.</summary>
    internal ILogMessageFormatter Formatter { get; set; } = DefaultLogMessageFormatter.Instance;

    /// <summary>Those who get log events, by level.</summary>
    private protected List<IActorRef> Loggers { get; } = [];

    public virtual bool Subscribe(IActorRef subscriber, Type classifier)
    {
        lock (_changing)
        {
            if (_subscriptions.Has(subscriber, classifier)) return false;
            _subscriptions = _subscriptions.With(subscriber, classifier);
            return true;
        }
    }

    public virtual bool Unsubscribe(IActorRef subscriber, Type classifier)
    {
        lock (_changing)
        {
            if (!_subscriptions.Has(subscriber, classifier)) return false;
            _subscriptions = _subscriptions.Without(subscriber, classifier);
            return true;
        }
    }

    public virtual bool Unsubscribe(IActorRef subscriber)
    {
        lock (_changing)
        {
            if (!_subscriptions.Subscribers.Contains(subscriber)) return false;
            _subscriptions = _subscriptions.Without(subscriber);
            return true;
        }
    }

    public virtual void Publish(object @event)
    {
        foreach (var receiver in _subscriptions.ReceiversOf(@event.GetType())) receiver.Tell(@event);
    }

    public void SetLogLevel(LogLevel logLevel)
    {
        LogLevel = logLevel;
        lock (Loggers)
            foreach (var logger in Loggers) SubscribeLogger(logger, logLevel);
    }

    public void StartStdoutLogger(Settings config) => AddLogger(StandardOutLogger.Instance, Logging.LogLevelFor(config.StdoutLogLevel));

    internal void AddLogger(IActorRef logger, LogLevel level)
    {
        LogLevel = level;
        lock (Loggers) Loggers.Add(logger);
        SubscribeLogger(logger, level);
    }

    internal void RemoveLogger(IActorRef logger)
    {
        lock (Loggers) Loggers.Remove(logger);
        foreach (var level in Logging.AllLevels) Unsubscribe(logger, level.ClassFor());
    }

    internal IActorRef[] CurrentLoggers()
    {
        lock (Loggers) return [.. Loggers];
    }

    private protected IEnumerable<IActorRef> Subscribers() => _subscriptions.Subscribers;

    private void SubscribeLogger(IActorRef logger, LogLevel lowest)
    {
        foreach (var level in Logging.AllLevels)
            if (level >= lowest) Subscribe(logger, level.ClassFor());
            else Unsubscribe(logger, level.ClassFor());
    }
}
