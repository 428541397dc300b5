using AkkaH2.Endpoints;

namespace AkkaH2.Actors;

/// <summary>
/// Where one function runs. An adaptive one begins on the turn, goes to the pool when it held up its thread several times in a row, and comes back when
/// it was quick for long. The first calls are slow because the runtime compiles and loads what they need, so slow ones do not count before the grace
/// that begins with the first of them is over. May be used from any thread.
/// </summary>
internal sealed class Placement(EndpointThread thread, TimeSpan slow, TimeSpan grace, TimeProvider clock)
{
    private const int SlowInARow = 3;
    private const int QuickInARow = 1_000;

    /// <summary>For functions of our own, which never wait for anything.</summary>
    public static readonly Placement OnTurn = new(EndpointThread.Turn, default, default, TimeProvider.System);

    private readonly long _slowTicks = (long)(slow.TotalSeconds * clock.TimestampFrequency);
    private bool _onPool = thread == EndpointThread.Pool;
    private long _firstCall; // a timestamp; 0 before
    private int _inARow; // calls that speak against its place

    /// <summary>True if it is to be called on the thread pool.</summary>
    public bool IsOnPool => Volatile.Read(ref _onPool);

    /// <summary>A call begins; the result is for <see cref="OnReturned"/>.</summary>
    public long OnCalled()
    {
        if (thread != EndpointThread.Adaptive)
            return 0;

        var now = clock.GetTimestamp();
        if (Volatile.Read(ref _firstCall) == 0)
            Interlocked.CompareExchange(ref _firstCall, now, 0);
        return now;
    }

    /// <summary>The call that began then has given its thread back. How long it held it, if this one moves the function; else null.</summary>
    public TimeSpan? OnReturned(long began)
    {
        if (thread != EndpointThread.Adaptive)
            return null;

        var now = clock.GetTimestamp();
        var isSlow = now - began > _slowTicks;
        if (isSlow == IsOnPool)
        {
            if (Volatile.Read(ref _inARow) != 0)
                Volatile.Write(ref _inARow, 0);
            return null;
        }

        if (isSlow && clock.GetElapsedTime(_firstCall, now) < grace)
            return null;
        if (Interlocked.Increment(ref _inARow) != (isSlow ? SlowInARow : QuickInARow))
            return null;

        Volatile.Write(ref _onPool, isSlow);
        Volatile.Write(ref _inARow, 0);
        return clock.GetElapsedTime(began, now);
    }
}
