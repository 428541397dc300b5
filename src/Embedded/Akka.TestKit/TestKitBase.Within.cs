using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <summary>Within bounds how long a block takes, and with it every expectation in the block that names no duration.</summary>
public abstract partial class TestKitBase
{
    private TimeSpan? _end;
    private bool _lastWasNoMsg;

    public TimeSpan Remaining => _end is { } end ? end - Now : throw new InvalidOperationException("Remaining may not be called outside of Within");

    public TimeSpan RemainingOrDefault => RemainingOr(Dilated(TestKitSettings.SingleExpectDefault));

    public TimeSpan RemainingOrDilated(TimeSpan? duration)
    {
        if (duration is not { } max)
            return RemainingOrDefault;
        if (max.IsInfinite())
            throw new ArgumentException("The duration cannot be infinite");
        return Dilated(max);
    }

    public TimeSpan GetTimeoutOrDefault(TimeSpan? timeout) => timeout ?? RemainingOrDefault;

    public void Within(TimeSpan max, Action action, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, action, null, epsilonValue, cancellationToken);

    public void Within(
        TimeSpan min, TimeSpan max, Action action, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within<object?>(min, max, () => { action(); return null; }, hint, epsilonValue, cancellationToken);

    public T Within<T>(TimeSpan max, Func<T> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    public T Within<T>(
        TimeSpan min, TimeSpan max, Func<T> function, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Timed(min, max, () => Task.FromResult(function()), hint, epsilonValue, cancellationToken).Now();

    public Task WithinAsync(TimeSpan max, Func<Task> actionAsync, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, actionAsync, null, epsilonValue, cancellationToken);

    public Task WithinAsync(
        TimeSpan min, TimeSpan max, Func<Task> actionAsync, string? hint = null, TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        WithinAsync<object?>(min, max, async () => { await actionAsync(); return null; }, hint, epsilonValue, cancellationToken);

    public Task<T> WithinAsync<T>(TimeSpan max, Func<Task<T>> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    public Task<T> WithinAsync<T>(
        TimeSpan min, TimeSpan max, Func<Task<T>> function, string? hint = null, TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        Timed(min, max, function, hint, epsilonValue, cancellationToken).AsTask();

    protected TimeSpan RemainingOr(TimeSpan duration) => _end is { } end ? TimeLeft(end) : duration;

    private async ValueTask<T> Timed<T>(
        TimeSpan min, TimeSpan max, Func<Task<T>> block, string? hint, TimeSpan? epsilon, CancellationToken cancellationToken)
    {
        min.EnsureIsPositiveFinite(nameof(min));
        max.EnsureIsPositiveFinite(nameof(max));
        cancellationToken.ThrowIfCancellationRequested();

        var (start, outerEnd) = (Now, _end);
        var allowed = Dilated(max).Min(outerEnd is { } end ? TimeLeft(end) : null);
        _assertions.AssertTrue(allowed >= min, "Required min time {0} not possible, only {1} left.{2}", min, allowed, Hinted(hint));

        T result;
        _lastWasNoMsg = false;
        _end = start + allowed;
        try
        {
            result = await block();
        }
        finally
        {
            _end = outerEnd;
        }
        FailUnlessInTime(Now - start, min, allowed + (epsilon ?? TimeSpan.Zero), hint);
        return result;
    }

    private void FailUnlessInTime(TimeSpan elapsed, TimeSpan min, TimeSpan max, string? hint)
    {
        _assertions.AssertTrue(elapsed >= min, "Failed: Block took {0}, should have at least been {1}.{2}", elapsed, min, Hinted(hint));
        // Expecting silence until the end of the block rightly lasts until after it.
        if (!_lastWasNoMsg)
            _assertions.AssertTrue(elapsed <= max, "Failed: Block took {0}, exceeding {1}.{2}", elapsed, max, Hinted(hint));
    }
}
