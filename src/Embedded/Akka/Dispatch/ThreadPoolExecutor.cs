using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>
/// The thread pool of the process. The thread's own queue is the quick one, and last in, first out: two actors that talk to
/// each other would keep all others from the thread for ever. So now and then one goes behind everybody else.
/// </summary>
internal sealed class ThreadPoolExecutor(string id) : ExecutorService(id)
{
    private const int FairEvery = 32;

    [ThreadStatic]
    private static int s_executions;

    public override void Execute(IRunnable run) => ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: ++s_executions % FairEvery != 0);

    public override void Shutdown()
    {
    }
}

internal sealed class ThreadPoolExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
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

internal sealed class CurrentContextExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id) => new CurrentContextExecutor(id);
}
