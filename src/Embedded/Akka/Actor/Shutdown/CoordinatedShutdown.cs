using Akka.Actor.Internal;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Stops a system in phases: the tasks of one run side by side, and the next begins when they are done or out of time.</summary>
public sealed partial class CoordinatedShutdown : IExtension
{
    private readonly ShutdownPhases _phases;
    private readonly ILoggingAdapter _log;
    private readonly Dictionary<string, List<(string Name, Func<Task<Done>> Task)>> _tasks = [];
    private readonly TaskCompletionSource<Done> _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Reason? _reason;

    internal CoordinatedShutdown(ExtendedActorSystem system, ShutdownPhases phases)
    {
        System = system;
        _phases = phases;
        _log = Logging.GetLogger(system, GetType());
    }

    public ExtendedActorSystem System { get; }

    /// <summary>Null until the shutdown began.</summary>
    public Reason ShutdownReason => Volatile.Read(ref _reason)!;

    public TimeSpan TotalTimeout => _phases.InOrder.Aggregate(TimeSpan.Zero, (sum, phase) => sum + phase.Timeout);

    public static CoordinatedShutdown Get(ActorSystem sys) => sys.WithExtension<CoordinatedShutdown, CoordinatedShutdownExtension>();

    public TimeSpan Timeout(string phase) => _phases.Find(phase).Timeout;

    /// <summary>Also while the shutdown runs, if the phase has not begun.</summary>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        ArgumentException.ThrowIfNullOrEmpty(taskName);
        var name = _phases.Find(phase).Name;
        lock (_tasks)
        {
            if (!_tasks.TryGetValue(name, out var tasks))
                _tasks[name] = tasks = [];
            tasks.Add((taskName, task));
        }
    }

    /// <summary>Runs once; every later call has the result of the first.</summary>
    public Task<Done> Run(Reason reason, string fromPhase = null!)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
            _ = Task.Run(() => RunOnce(fromPhase));

        return _completed.Task;
    }

    private async Task RunOnce(string? fromPhase)
    {
        try
        {
            _log.Debug("Performing shutdown: {0}", _reason);
            foreach (var phase in _phases.From(fromPhase))
                await RunPhase(phase).ConfigureAwait(false);

            _completed.SetResult(Done.Instance);
        }
        catch (Exception e)
        {
            _completed.SetException(e);
        }
    }

    private async Task RunPhase(ShutdownPhase phase)
    {
        (string Name, Func<Task<Done>> Task)[] tasks;
        lock (_tasks)
            tasks = _tasks.TryGetValue(phase.Name, out var added) ? [.. added] : [];

        if (!phase.IsEnabled || tasks.Length == 0)
            return;

        _log.Debug("Performing phase [{0}] with [{1}] tasks", phase.Name, tasks.Length);
        try
        {
            await Task.WhenAll(tasks.Select(t => RunTask(phase, t.Name, t.Task))).WaitAsync(phase.Timeout).ConfigureAwait(false);
        }
        catch (TimeoutException) when (phase.Recovers)
        {
            _log.Warning("Coordinated shutdown phase [{0}] timed out after {1}", phase.Name, phase.Timeout);
        }
    }

    private async Task RunTask(ShutdownPhase phase, string name, Func<Task<Done>> task)
    {
        try
        {
            await task().ConfigureAwait(false);
        }
        catch (Exception e) when (phase.Recovers)
        {
            _log.Warning("Task [{0}] failed in phase [{1}]: {2}", name, phase.Name, e.Message);
        }
    }
}

public sealed class CoordinatedShutdownExtension : ExtensionIdProvider<CoordinatedShutdown>
{
    public override CoordinatedShutdown CreateExtension(ExtendedActorSystem system)
    {
        var config = system.Settings.Config.GetConfig("akka.coordinated-shutdown");
        var shutdown = new CoordinatedShutdown(system, ShutdownPhases.From(config));
        if (config.GetBoolean("terminate-actor-system"))
            shutdown.AddTask(CoordinatedShutdown.PhaseActorSystemTerminate, "terminate-system", () => Terminate((ActorSystemImpl)system));

        if (config.GetBoolean("exit-clr"))
            shutdown.AddTask(CoordinatedShutdown.PhaseActorSystemTerminate, "exit-clr", () => Exit(shutdown));

        if (config.GetBoolean("run-by-clr-shutdown-hook"))
            RunAtProcessExit(shutdown);

        return shutdown;
    }

    private static async Task<Done> Terminate(ActorSystemImpl system)
    {
        system.FinalTerminate();
        await system.WhenTerminated.ConfigureAwait(false);
        return Done.Instance;
    }

    private static async Task<Done> Exit(CoordinatedShutdown shutdown)
    {
        if (shutdown.ShutdownReason is CoordinatedShutdown.ClrExitReason)
            return Done.Instance;

        await shutdown.System.WhenTerminated.ConfigureAwait(false);
        _ = Task.Run(static () => Environment.Exit(0));
        return Done.Instance;
    }

    private static void RunAtProcessExit(CoordinatedShutdown shutdown)
    {
        // A system that ended by itself may be told to end once more.
        if (((ActorSystemImpl)shutdown.System).TryRegisterOnTermination(() => AppDomain.CurrentDomain.ProcessExit -= OnExit))
            AppDomain.CurrentDomain.ProcessExit += OnExit;

        void OnExit(object? sender, EventArgs args) =>
            shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance).Wait(shutdown.TotalTimeout);
    }
}
