using System.Collections.Concurrent;
using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>Threads of its own, so that work that blocks takes none from the thread pool.</summary>
internal sealed class DedicatedThreads : ExecutorService
{
    private readonly BlockingCollection<IRunnable> _work = [];

    public DedicatedThreads(string id, int threads)
        : base(id)
    {
        for (var i = 0; i < threads; i++)
            new Thread(Work) { IsBackground = true, Name = $"{id}-{i}" }.Start();
    }

    public override void Execute(IRunnable run)
    {
        try
        {
            _work.Add(run);
        }
        catch (InvalidOperationException e)
        {
            throw new RejectedExecutionException($"{Id} was shut down", e);
        }
    }

    public override void Shutdown() => _work.CompleteAdding();

    private void Work()
    {
        foreach (var run in _work.GetConsumingEnumerable())
            run.Run();
    }
}

internal sealed class DedicatedThreadsConfigurator(Config config, IDispatcherPrerequisites prerequisites, int threads)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public DedicatedThreadsConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : this(config, prerequisites, Size(config))
    {
    }

    public override ExecutorService Produce(string id) => new DedicatedThreads(id, threads);

    private static int Size(Config config)
    {
        var wanted = (int)Math.Ceiling(Environment.ProcessorCount * config.GetDouble("parallelism-factor", 1));
        var min = config.GetInt("parallelism-min", 1);
        return Math.Clamp(wanted, min, Math.Max(min, config.GetInt("parallelism-max", 64)));
    }
}
