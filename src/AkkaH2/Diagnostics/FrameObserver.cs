using System.Threading.Channels;
using Akka.Event;

namespace AkkaH2.Diagnostics;

/// <summary>
/// Somebody of the application who is shown frames, on a thread of the pool, one after the other: one who is slow misses some, and one who throws is reported once, but
/// neither holds a connection up. May be used from any thread.
/// </summary>
/// <param name="observer">The application's function.</param>
/// <param name="log">Says what went wrong.</param>
internal sealed class FrameObserver(Action<FrameLogEntry> observer, ILoggingAdapter log)
{
    private const int MostWaiting = 10_000;

    private readonly Channel<FrameLogEntry> _waiting = Channel.CreateBounded<FrameLogEntry>(MostWaiting);
    private int _isShowing;
    private int _missed;
    private int _hasFailed;

    public void Show(FrameLogEntry entry)
    {
        if (!_waiting.Writer.TryWrite(entry))
        {
            Interlocked.Increment(ref _missed);
            return;
        }

        Begin();
    }

    /// <summary>Done when all that was shown before has been seen, or this time is over.</summary>
    public async Task SeenAsync(TimeSpan most)
    {
        var until = DateTime.UtcNow + most;
        while ((_waiting.Reader.Count > 0 || Volatile.Read(ref _isShowing) != 0) && DateTime.UtcNow < until)
            await Task.Delay(TimeSpan.FromMilliseconds(1)).ConfigureAwait(false);
    }

    private void Begin()
    {
        if (Interlocked.Exchange(ref _isShowing, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(static observer => observer.ShowAll(), this, preferLocal: false);
    }

    private void ShowAll()
    {
        while (_waiting.Reader.TryRead(out var entry))
            ShowOne(entry);
        Volatile.Write(ref _isShowing, 0);
        if (_waiting.Reader.Count > 0)
            Begin(); // one came in between
    }

    private void ShowOne(FrameLogEntry entry)
    {
        if (Interlocked.Exchange(ref _missed, 0) is > 0 and var missed)
            log.Warning("{0} frames were not shown: whoever is shown them (OnFrame) is too slow.", missed);
        try
        {
            observer(entry);
        }
        catch (Exception cause)
        {
            if (Interlocked.Exchange(ref _hasFailed, 1) == 0)
                log.Warning(cause, "Whoever is shown frames (OnFrame) has failed; that is said once.");
        }
    }
}
