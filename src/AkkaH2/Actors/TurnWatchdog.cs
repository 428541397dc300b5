using System.Diagnostics;

namespace AkkaH2.Actors;

/// <summary>
/// One thread that looks at all turns of the process every few milliseconds while there are any, and sleeps when there are none.
/// A thread of its own, because blocked endpoints may hold every thread of the pool.
/// </summary>
internal static class TurnWatchdog
{
    private const int PeriodMilliseconds = 4;
    private const int QuietRoundsBeforeSleep = 50;

    private static readonly Lock Gate = new();
    private static readonly AutoResetEvent Wake = new(false);
    private static WeakReference<Turn>[] _turns = [];
    private static bool _started;
    private static int _asleep;

    /// <summary>A thread has its first turn.</summary>
    public static void Watch(Turn turn)
    {
        lock (Gate)
        {
            _turns = [.. _turns.Where(known => known.TryGetTarget(out _)), new WeakReference<Turn>(turn)];
            if (_started)
                return;

            _started = true;
            new Thread(Look) { IsBackground = true, Name = "AkkaH2 turn watchdog" }.Start();
        }
    }

    /// <summary>A turn begins.</summary>
    public static void Awake()
    {
        if (Volatile.Read(ref _asleep) == 1 && Interlocked.Exchange(ref _asleep, 0) == 1)
            Wake.Set();
    }

    private static void Look()
    {
        for (var quiet = 0; ; Thread.Sleep(PeriodMilliseconds))
        {
            quiet = LookOnce() ? 0 : quiet + 1;
            if (quiet < QuietRoundsBeforeSleep)
                continue;

            // Between the last look and this line a turn may have begun without seeing us asleep: look again before sleeping.
            Interlocked.Exchange(ref _asleep, 1);
            if (!LookOnce())
                Wake.WaitOne();
            Interlocked.Exchange(ref _asleep, 0);
            quiet = 0;
        }
    }

    private static bool LookOnce()
    {
        var now = Stopwatch.GetTimestamp();
        var active = false;
        foreach (var known in Volatile.Read(ref _turns))
        {
            if (!known.TryGetTarget(out var turn) || !turn.IsActive)
                continue;
            active = true;
            turn.RobIfStuck(now);
        }

        return active;
    }
}
