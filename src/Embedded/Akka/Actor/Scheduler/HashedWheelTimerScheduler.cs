using System.Diagnostics;
using Akka.Actor.Scheduler;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// Owns one thread and the wheel it turns. Work arrives by a lock-free list, so scheduling costs one exchange;
/// the thread sleeps until the next slot that holds anything, or until something arrives that is due before it.
/// </summary>
public sealed class HashedWheelTimerScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IDisposable
{
    private static readonly long _processStart = Stopwatch.GetTimestamp();

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TimerWheel _wheel;
    private readonly TimeSpan _shutdownTimeout;
    private readonly AutoResetEvent _wakeUp = new(initialState: false);

    /// <summary>What was scheduled since the last tick, the latest first.</summary>
    private ScheduledWork? _arrived;
    private Thread? _thread;
    private volatile bool _isStopped;

    /// <summary>What is due before this, in ticks of a TimeSpan, has to wake the thread; 0 while it is awake.</summary>
    private long _sleepsUntil;

    public HashedWheelTimerScheduler(Config scheduler, ILoggingAdapter log)
        : base(scheduler, log)
    {
        _wheel = new TimerWheel(scheduler.GetInt("akka.scheduler.ticks-per-wheel"), scheduler.GetTimeSpan("akka.scheduler.tick-duration"));
        _shutdownTimeout = scheduler.GetTimeSpan("akka.scheduler.shutdown-timeout");
    }

    public override TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(_processStart);

    public override TimeSpan HighResMonotonicClock => Stopwatch.GetElapsedTime(_processStart);

    protected override DateTimeOffset TimeNow => DateTimeOffset.Now;

    private TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Arrive(new ScheduledTell(In(delay), TimeSpan.Zero, cancelable, receiver, message, sender));

    protected override void InternalScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Arrive(new ScheduledTell(In(initialDelay), interval, cancelable, receiver, message, sender));

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Arrive(new ScheduledAction(In(delay), TimeSpan.Zero, cancelable, action));

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Arrive(new ScheduledRunnable(In(delay), TimeSpan.Zero, cancelable, action));

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Arrive(new ScheduledAction(In(initialDelay), interval, cancelable, action));

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Arrive(new ScheduledRunnable(In(initialDelay), interval, cancelable, action));

    /// <summary>Stops the thread and waits for it. What still waits is done first, once each: what was scheduled may come early, but is not lost.</summary>
    public void Dispose()
    {
        _isStopped = true;
        _wakeUp.Set();
        if (_thread is { } thread && thread != Thread.CurrentThread && !thread.Join(_shutdownTimeout))
            Log.Warning("Failed to shut down the scheduler within {0}", _shutdownTimeout);
    }

    /// <summary>A delay beyond all time is the end of it.</summary>
    private TimeSpan In(TimeSpan delay) => Now is var now && delay < TimeSpan.MaxValue - now - _wheel.TickDuration ? now + delay : TimeSpan.MaxValue - _wheel.TickDuration;

    private void Arrive(ScheduledWork work)
    {
        if (_isStopped) throw new SchedulerException("cannot enqueue after timer shutdown");

        ScheduledWork? latest;
        do work.Next = latest = Volatile.Read(ref _arrived);
        while (Interlocked.CompareExchange(ref _arrived, work, latest) != latest);

        if (_thread is null) StartThread();
        if (work.Due.Ticks < Volatile.Read(ref _sleepsUntil)) _wakeUp.Set();
    }

    private void StartThread()
    {
        var thread = new Thread(Turn) { Name = "akka.scheduler", IsBackground = true };
        if (Interlocked.CompareExchange(ref _thread, thread, null) is null) thread.Start();
    }

    private void Turn()
    {
        while (!_isStopped)
        {
            Sleep();
            if (_wheel.Count == 0) _wheel.MoveTo(Now);
            Accept();
            while (_wheel.NextTickDue <= Now && !_isStopped) Run(_wheel.Advance());
        }
        RunWhatWaits();
    }

    /// <summary>Says how long it sleeps, then looks again: whoever schedules does it the other way round.</summary>
    private void Sleep()
    {
        var until = _wheel.NextDue;
        Volatile.Write(ref _sleepsUntil, until.Ticks);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _arrived) is null) Await(until);
        Volatile.Write(ref _sleepsUntil, 0);
    }

    /// <summary>A wait may end a little early; a tick is over only when the clock says so. What arrives, and stopping, ends it at once.</summary>
    private void Await(TimeSpan until)
    {
        for (var rest = until - Now; rest > TimeSpan.Zero && !_isStopped; rest = until - Now)
            if (_wakeUp.WaitOne((int)Math.Min(Math.Ceiling(rest.TotalMilliseconds), int.MaxValue))) return;
    }

    private void Accept()
    {
        ScheduledWork? inOrder = null;
        for (var work = Interlocked.Exchange(ref _arrived, null); work is not null;)
            (work.Next, inOrder, work) = (inOrder, work, work.Next);

        while (inOrder is not null)
        {
            var work = inOrder;
            inOrder = work.Next;
            work.Next = null;
            if (!work.IsCanceled) _wheel.Add(work);
        }
    }

    private void Run(ScheduledWork? due)
    {
        while (due is not null)
        {
            var work = due;
            due = work.Next;
            work.Next = null;
            if (work.IsCanceled) continue;

            RunSafely(work);
            if (!work.IsRepeated || work.IsCanceled || _isStopped) continue;
            work.MoveToNextDue();
            _wheel.Add(work);
        }
    }

    private void RunWhatWaits()
    {
        Accept();
        foreach (var slot in _wheel.Empty()) Run(slot);
    }

    private void RunSafely(ScheduledWork work)
    {
        try
        {
            work.Run();
        }
        catch (Exception e)
        {
            Log.Error(e, "Error while executing scheduled task {0}", work);
        }
    }
}
