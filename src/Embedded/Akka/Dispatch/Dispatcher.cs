namespace Akka.Dispatch;

/// <summary>Runs mailboxes on an executor, by default the thread pool.</summary>
public class Dispatcher : MessageDispatcher
{
    private readonly ExecutorServiceFactory _factory;
    private readonly Lock _lock = new();
    private ExecutorService? _executor;

    public Dispatcher(
        MessageDispatcherConfigurator configurator,
        string id,
        int throughput,
        long? throughputDeadlineTime,
        ExecutorServiceFactory executorServiceFactory,
        TimeSpan shutdownTimeout)
        : base(configurator)
    {
        _factory = executorServiceFactory;
        Id = id;
        Throughput = throughput;
        ThroughputDeadlineTime = throughputDeadlineTime;
        ShutdownTimeout = shutdownTimeout;
    }

    protected override void ExecuteTask(IRunnable run) => (_executor ?? Executor()).Execute(run);

    /// <summary>The next task starts a new executor.</summary>
    protected override void Shutdown()
    {
        lock (_lock)
        {
            _executor?.Shutdown();
            _executor = null;
        }
    }

    private ExecutorService Executor()
    {
        lock (_lock)
            return _executor ??= _factory.Produce(Id);
    }
}

/// <summary>One actor, one thread.</summary>
public sealed class PinnedDispatcher : Dispatcher
{
    public PinnedDispatcher(
        MessageDispatcherConfigurator configurator,
        string id,
        int throughput,
        long? throughputDeadlineTime,
        ExecutorServiceFactory executorServiceFactory,
        TimeSpan shutdownTimeout)
        : base(configurator, id, throughput, throughputDeadlineTime, executorServiceFactory, shutdownTimeout)
    {
    }
}

/// <summary>Runs mailboxes in the synchronization context that was current when the dispatcher was first used.</summary>
public sealed class CurrentSynchronizationContextDispatcher : Dispatcher
{
    public CurrentSynchronizationContextDispatcher(
        MessageDispatcherConfigurator configurator,
        string id,
        int throughput,
        long? throughputDeadlineTime,
        ExecutorServiceFactory executorServiceFactory,
        TimeSpan shutdownTimeout)
        : base(configurator, id, throughput, throughputDeadlineTime, executorServiceFactory, shutdownTimeout)
    {
    }
}
