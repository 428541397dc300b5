using System.Diagnostics;

namespace AkkaH2.Actors;

/// <summary>
/// One thread that looks at all turns of the process: again when a run of one of them may be stuck; when there was none for a while, it sleeps until
/// one begins. A thread of its own, because blocked endpoints may hold every thread of the pool.
/// </summary>
internal static class TurnWatchdog
{
    private const int QuietLooksBeforeSleep = 20;

    // For turns that begin on a new thread, or with another budget, while the watchdog waits.
    private static readonly long LongestWait = Stopwatch.Frequency / 100;

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
        for (var quiet = 0; ;)
        {
            quiet = LookOnce(out var wait) ? 0 : quiet + 1;
            if (quiet < QuietLooksBeforeSleep)
            {
                Thread.Sleep(wait);
                continue;
            }

            // Between the last look and this line a turn may have begun without seeing us asleep: look again before sleeping.
            Interlocked.Exchange(ref _asleep, 1);
            if (!LookOnce(out _))
                Wake.WaitOne();
            Interlocked.Exchange(ref _asleep, 0);
            quiet = 0;
        }
    }

    /// <summary>False if no turn is going on. Nothing can be stuck before <paramref name="wait"/> is over.</summary>
    private static bool LookOnce(out TimeSpan wait)
    {
        var now = Stopwatch.GetTimestamp();
        var (active, next) = (false, now + LongestWait);
        foreach (var known in Volatile.Read(ref _turns))
        {
            if (!known.TryGetTarget(out var turn))
                continue;
            active |= turn.IsActive;
            next = Math.Min(next, turn.RobIfStuck(now));
        }

        wait = TimeSpan.FromMilliseconds(Math.Ceiling(Stopwatch.GetElapsedTime(now, next).TotalMilliseconds));
        return active;
    }
}
