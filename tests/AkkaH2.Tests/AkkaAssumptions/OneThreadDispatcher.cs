using System.Collections.Concurrent;
using Akka.Configuration;
using Akka.Dispatch;

namespace AkkaH2.Tests.AkkaAssumptions;

/// <summary>A dispatcher as AkkaH2's own is one: it keeps what it is to execute, and a single thread runs that later.</summary>
internal sealed class OneThreadDispatcher : MessageDispatcher
{
    public const string ThreadName = "one thread";

    private readonly BlockingCollection<IRunnable> _waiting = [];

    public OneThreadDispatcher(MessageDispatcherConfigurator configurator, string id, int throughput)
        : base(configurator)
    {
        (Id, Throughput) = (id, throughput);
        new Thread(Run) { IsBackground = true, Name = ThreadName }.Start();
    }

    /// <summary>The runs that were handed over to be executed, in order.</summary>
    public ConcurrentQueue<IRunnable> Executed { get; } = new();

    /// <summary>While reset, nothing is run.</summary>
    public ManualResetEventSlim Gate { get; } = new(initialState: true);

    protected override void ExecuteTask(IRunnable run)
    {
        Executed.Enqueue(run);
        _waiting.Add(run);
    }

    protected override void Shutdown() => _waiting.CompleteAdding();

    private void Run()
    {
        foreach (var run in _waiting.GetConsumingEnumerable())
        {
            Gate.Wait();
            run.Run();
        }
    }
}

/// <summary>Makes it.</summary>
internal sealed class OneThreadConfigurator : MessageDispatcherConfigurator
{
    private readonly OneThreadDispatcher _dispatcher;

    public OneThreadConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites) =>
        _dispatcher = new OneThreadDispatcher(this, config.GetString("id"), config.GetInt("throughput"));

    public override MessageDispatcher Dispatcher() => _dispatcher;
}
