using Akka.Configuration;
using Akka.Dispatch;

namespace AkkaH2.Actors;

/// <summary>
/// The connection-affine dispatcher: what an actor on it schedules while it runs is run by the same thread right after it, in one <see cref="Turn"/>;
/// what comes from outside begins a turn on the thread pool. A turn has a budget, and one that is stuck in an actor loses what waits behind it.
/// </summary>
internal sealed class AffineDispatcher : MessageDispatcher
{
    private readonly TurnBudget _budget;

    internal AffineDispatcher(MessageDispatcherConfigurator configurator, string id, int throughput, TurnBudget budget)
        : base(configurator)
    {
        Id = id;
        Throughput = throughput;
        _budget = budget;
    }

    /// <summary>
    /// The same callback, for what completes on a thread of the pool, such as a read: what it schedules on this dispatcher runs on that very thread,
    /// right after it, so that no other thread is woken.
    /// </summary>
    internal Action Entering(Action callback) => new TurnEntry(callback, _budget).Enter;

    /// <inheritdoc/>
    protected override void ExecuteTask(IRunnable run)
    {
        if (!Turn.TryJoin(run))
            ThreadPool.UnsafeQueueUserWorkItem(new TurnStart(run, _budget), preferLocal: false);
    }

    /// <inheritdoc/>
    protected override void Shutdown()
    {
        // The threads are the pool's; a turn ends by itself.
    }

    private sealed class TurnEntry(Action callback, TurnBudget budget) : IRunnable
    {
        public void Enter() => Turn.Enter(this, budget);

        public void Run() => callback();

        public void Execute() => Run();
    }

    private sealed class TurnStart(IRunnable run, TurnBudget budget) : IThreadPoolWorkItem
    {
        public void Execute() => Turn.Begin(run, budget);
    }
}

/// <summary>Makes the <see cref="AffineDispatcher"/> of a configuration: <c>type = "AkkaH2.Actors.AffineDispatcherConfigurator, AkkaH2"</c>.</summary>
public sealed class AffineDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly AffineDispatcher _dispatcher;

    /// <summary>Called by Akka with the dispatcher's own section.</summary>
    /// <exception cref="ConfigurationException">A value is missing or out of its range.</exception>
    public AffineDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
        var read = new Configuration.SettingsReader(config, "akka.h2.affine-dispatcher", relative: true);
        var budget = new TurnBudget(read.Time("turn-time"), read.Number("turn-runs", 1), read.Time("stuck-after"));
        _dispatcher = new AffineDispatcher(this, config.GetString("id", "akka.h2.affine-dispatcher"), read.Number("throughput", 1), budget);
    }

    /// <summary>Always the same one.</summary>
    public override MessageDispatcher Dispatcher() => _dispatcher;
}
