namespace Akka.Actor;

/// <summary>Cancels what it was given to. Most are never asked for their token, so the token is made when it is.</summary>
public class Cancelable : ICancelable, IDisposable
{
    private readonly IActionScheduler? _scheduler;
    private volatile bool _isCanceled;
    private CancellationTokenSource? _source;
    private List<CancellationTokenRegistration>? _links;

    public Cancelable(IScheduler scheduler)
        : this(scheduler.Advanced)
    {
    }

    public Cancelable(IScheduler scheduler, TimeSpan delay)
        : this(scheduler.Advanced, delay)
    {
    }

    public Cancelable(IScheduler scheduler, int millisecondsDelay)
        : this(scheduler.Advanced, TimeSpan.FromMilliseconds(millisecondsDelay))
    {
    }

    public Cancelable(IActionScheduler scheduler) => _scheduler = scheduler;

    public Cancelable(IActionScheduler scheduler, TimeSpan delay)
        : this(scheduler) => CancelAfter(delay);

    internal Cancelable()
    {
    }

    public bool IsCancellationRequested => _isCanceled;

    public CancellationToken Token => Source().Token;

    public bool IsDisposed { get; private set; }

    public static ICancelable CreateLinkedCancelable(IScheduler scheduler, params ICancelable[] cancelables) =>
        CreateLinkedCancelable(scheduler.Advanced, cancelables);

    public static ICancelable CreateLinkedCancelable(IActionScheduler scheduler, params ICancelable[] cancelables) =>
        CreateLinkedCancelable(scheduler, [.. cancelables.Select(cancelable => cancelable.Token)]);

    public static ICancelable CreateLinkedCancelable(IScheduler scheduler, params CancellationToken[] cancellationTokens) =>
        CreateLinkedCancelable(scheduler.Advanced, cancellationTokens);

    public static ICancelable CreateLinkedCancelable(IActionScheduler scheduler, params CancellationToken[] cancellationTokens)
    {
        var linked = new Cancelable(scheduler);
        linked._links = [.. cancellationTokens.Select(token => token.Register(linked.Cancel))];
        return linked;
    }

    public void Cancel() => Cancel(throwOnFirstException: false);

    public void Cancel(bool throwOnFirstException)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        _isCanceled = true;
        Interlocked.MemoryBarrier();
        _source?.Cancel(throwOnFirstException);
    }

    public void CancelAfter(TimeSpan delay)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        if (_scheduler is null) throw new InvalidOperationException("This cancelable has no scheduler to be canceled by");
        _scheduler.ScheduleOnce(delay, CancelIfAlive, this);
    }

    public void CancelAfter(int millisecondsDelay) => CancelAfter(TimeSpan.FromMilliseconds(millisecondsDelay));

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (IsDisposed) return;
        IsDisposed = true;
        _links?.ForEach(link => link.Dispose());
        _source?.Dispose();
    }

    private void CancelIfAlive()
    {
        if (!IsDisposed) Cancel();
    }

    private CancellationTokenSource Source()
    {
        if (_source is { } existing) return existing;

        var source = new CancellationTokenSource();
        if (Interlocked.CompareExchange(ref _source, source, null) is { } raced) return raced;
        if (_isCanceled) source.Cancel();
        return source;
    }
}
