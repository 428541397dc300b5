using System.Diagnostics;
using Akka.Dispatch;

namespace AkkaH2.Actors;

/// <summary>How long a turn may last, how many runs it may have, and from when on a run counts as stuck.</summary>
internal sealed record TurnBudget(TimeSpan Time, int Runs, TimeSpan Stuck)
{
    /// <summary>In ticks of the <see cref="Stopwatch"/>.</summary>
    public long TimeTicks => (long)(Time.TotalSeconds * Stopwatch.Frequency);

    /// <summary>In ticks of the <see cref="Stopwatch"/>.</summary>
    public long StuckTicks => (long)(Stuck.TotalSeconds * Stopwatch.Frequency);
}

/// <summary>
/// One pass of one thread over what actors schedule for each other: a queue, a budget, and the time at which the current run began.
/// Only its own thread adds and takes; the watchdog may take everything away from a run that is stuck.
/// </summary>
internal sealed class Turn
{
    [ThreadStatic]
    private static Turn? _current;

    private readonly Queue<IRunnable> _waiting = new();
    private readonly Lock _gate = new();
    private TurnBudget _budget;
    private IRunnable? _following; // of its own thread only
    private bool _robbed;
    private long _runBegan;

    private Turn(TurnBudget budget) => _budget = budget;

    /// <summary>Adds to the turn of this thread; false if there is none, or if it lost its queue.</summary>
    public static bool TryJoin(IRunnable run)
    {
        var turn = _current;
        if (turn is null || turn._runBegan == 0)
            return false;

        lock (turn._gate)
        {
            if (turn._robbed)
                return false;
            turn._waiting.Enqueue(run);
            return true;
        }
    }

    /// <summary>Runs this right behind the current run of this thread, before all that waits; false if there is no turn, or something follows already.</summary>
    public static bool TryFollow(IRunnable run)
    {
        if (_current is not { _runBegan: not 0, _following: null } turn)
            return false;

        turn._following = run;
        return true;
    }

    /// <summary>Runs this, and then what it schedules, until nothing is left or the budget is spent.</summary>
    public static void Begin(IRunnable first, TurnBudget budget) => Current(budget).Run(first);

    /// <summary>Runs this at once: within the turn of this thread if there is one, else as the first of a new turn.</summary>
    public static void Enter(IRunnable run, TurnBudget budget)
    {
        if (_current is { _runBegan: not 0 })
            run.Run();
        else
            Begin(run, budget);
    }

    private static void Continue(IRunnable[] runs, TurnBudget budget)
    {
        var turn = Current(budget);
        lock (turn._gate)
        {
            foreach (var run in runs.AsSpan(1))
                turn._waiting.Enqueue(run);
        }

        turn.Run(runs[0]);
    }

    private static Turn Current(TurnBudget budget)
    {
        var turn = _current;
        if (turn is null)
        {
            _current = turn = new Turn(budget);
            TurnWatchdog.Watch(turn);
        }

        turn._budget = budget;
        return turn;
    }

    /// <summary>True if a run is going on.</summary>
    public bool IsActive => Volatile.Read(ref _runBegan) != 0;

    /// <summary>If the current run is stuck, hands what waits behind it to the pool. Returns when the current run, or the next one, may be stuck.</summary>
    public long RobIfStuck(long now)
    {
        var began = Volatile.Read(ref _runBegan);
        if (began == 0 || now - began < _budget.StuckTicks)
            return (began == 0 ? now : began) + _budget.StuckTicks;

        lock (_gate)
        {
            if (_runBegan == began)
            {
                _robbed = true;
                HandOver();
            }
        }

        return now + _budget.StuckTicks;
    }

    private void Run(IRunnable first)
    {
        var began = Stopwatch.GetTimestamp();
        // Seen to be active first, with a full fence, then the watchdog is woken: it looks once more between saying that it sleeps and sleeping.
        Interlocked.Exchange(ref _runBegan, began);
        TurnWatchdog.Awake();
        var (next, runs, now) = ((IRunnable?)first, 0, began);
        while (next is not null)
        {
            Volatile.Write(ref _runBegan, now);
            RunAlone(next);
            now = Stopwatch.GetTimestamp();
            next = TakeFollowing() ?? Next(++runs < _budget.Runs && now - began < _budget.TimeTicks);
        }
    }

    private static void RunAlone(IRunnable run)
    {
        using var own = AmbientContext.Own();
        run.Run();
    }

    private IRunnable? TakeFollowing()
    {
        var following = _following;
        _following = null;
        return following;
    }

    private IRunnable? Next(bool withinBudget)
    {
        lock (_gate)
        {
            if (withinBudget && _waiting.TryDequeue(out var next))
                return next;

            HandOver();
            _robbed = false;
            Volatile.Write(ref _runBegan, 0);
            return null;
        }
    }

    // The rest stays together: it begins another turn, on whichever thread is free.
    private void HandOver()
    {
        if (_waiting.Count == 0)
            return;

        ThreadPool.UnsafeQueueUserWorkItem(new Continuation([.. _waiting], _budget), preferLocal: false);
        _waiting.Clear();
    }

    private sealed class Continuation(IRunnable[] runs, TurnBudget budget) : IThreadPoolWorkItem
    {
        public void Execute() => Continue(runs, budget);
    }
}
