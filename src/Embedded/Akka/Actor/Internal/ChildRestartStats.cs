namespace Akka.Actor.Internal;

/// <summary>A child with how often it was restarted, and since when that is counted.</summary>
public class ChildRestartStats
{
    public ChildRestartStats(IInternalActorRef child, uint maxNrOfRetriesCount = 0, long restartTimeWindowStartTicks = 0)
    {
        Child = child;
        MaxNrOfRetriesCount = maxNrOfRetriesCount;
        RestartTimeWindowStartTicks = restartTimeWindowStartTicks;
    }

    public long Uid => Child.Path.Uid;

    public IInternalActorRef Child { get; }

    public uint MaxNrOfRetriesCount { get; private set; }

    public long RestartTimeWindowStartTicks { get; private set; }

    /// <summary>Told to stop, not stopped yet.</summary>
    internal bool IsDying { get; set; }

    /// <summary>A negative number of retries means any; a window that is not positive means for ever.</summary>
    public bool RequestRestartPermission(int maxNrOfRetries, int withinTimeMilliseconds)
    {
        if (maxNrOfRetries == 0)
            return false;

        if (withinTimeMilliseconds > 0)
            return IsOkayInWindow(maxNrOfRetries > 0 ? (uint)maxNrOfRetries : 1, withinTimeMilliseconds);

        if (maxNrOfRetries < 0)
            return true;

        MaxNrOfRetriesCount++;
        return MaxNrOfRetriesCount <= maxNrOfRetries;
    }

    private bool IsOkayInWindow(uint retries, int windowMilliseconds)
    {
        var now = Environment.TickCount64 * TimeSpan.TicksPerMillisecond;
        var start = RestartTimeWindowStartTicks == 0 ? now : RestartTimeWindowStartTicks;
        if (now - start > windowMilliseconds * TimeSpan.TicksPerMillisecond)
        {
            RestartTimeWindowStartTicks = now;
            MaxNrOfRetriesCount = 1;
            return true;
        }

        RestartTimeWindowStartTicks = start;
        MaxNrOfRetriesCount++;
        return MaxNrOfRetriesCount <= retries;
    }
}
