using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>The thread pool of the process.</summary>
internal sealed class ThreadPoolExecutor(string id) : ExecutorService(id)
{
    public override void Execute(IRunnable run) => ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: true);

    public override void Shutdown()
    {
    }
}

internal sealed class ThreadPoolExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites) : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id) => new ThreadPoolExecutor(id);
}

/// <summary>Posts to a synchronization context, that of a user interface for example.</summary>
internal sealed class CurrentContextExecutor(string id) : ExecutorService(id)
{
    private readonly SynchronizationContext _context = SynchronizationContext.Current
        ?? throw new InvalidOperationException("The current SynchronizationContext may not be used as a TaskScheduler.");

    public override void Execute(IRunnable run) => _context.Post(static state => ((IRunnable)state!).Run(), run);

    public override void Shutdown()
    {
    }
}

internal sealed class CurrentContextExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites) : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id) => new CurrentContextExecutor(id);
}
