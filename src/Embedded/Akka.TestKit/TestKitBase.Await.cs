using System.Runtime.ExceptionServices;
using Akka.TestKit.Internal;
using static Akka.TestKit.Internal.Waiting;

namespace Akka.TestKit;

/// <summary>Asks again and again until a condition holds or an assertion passes.</summary>
public abstract partial class TestKitBase
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    public void AwaitCondition(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, null, null, null, cancellationToken);

    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, null, null, cancellationToken);

    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, null, message, cancellationToken);

    public void AwaitCondition(
        Func<bool> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null, CancellationToken cancellationToken = default) =>
        Poll(Blocking, Asked(conditionIsFulfilled), RemainingOrDilated(max), interval, Failing(message), cancellationToken).Now();

    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, null, null, null, cancellationToken);

    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, message, cancellationToken);

    public Task AwaitConditionAsync(
        Func<bool> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(Asked(conditionIsFulfilled), max, interval, message, cancellationToken);

    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, null, null, null, cancellationToken);

    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, null, cancellationToken);

    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, message, cancellationToken);

    public Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null, CancellationToken cancellationToken = default) =>
        Poll(Awaiting, conditionIsFulfilled, RemainingOrDilated(max), interval, Failing(message), cancellationToken).AsTask();

    public bool AwaitConditionNoThrow(
        Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        Poll(Blocking, Asked(conditionIsFulfilled), RemainingOrDilated(max), interval, null, cancellationToken).Now();

    public Task<bool> AwaitConditionNoThrowAsync(
        Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AwaitConditionNoThrowAsync(Asked(conditionIsFulfilled), max, interval, cancellationToken);

    public Task<bool> AwaitConditionNoThrowAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        Poll(Awaiting, conditionIsFulfilled, RemainingOrDilated(max), interval, null, cancellationToken).AsTask();

    public void AwaitAssert(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        Assert(Blocking, Asserted(assertion), duration, interval, cancellationToken).Now();

    public Task AwaitAssertAsync(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AwaitAssertAsync(Asserted(assertion), duration, interval, cancellationToken);

    public Task AwaitAssertAsync(
        Func<Task> assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        Assert(Awaiting, assertion, duration, interval, cancellationToken).AsTask();

    protected static bool InternalAwaitCondition(
        Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval, Action<string, object[]> fail, CancellationToken cancellationToken = default) =>
        Poll(Blocking, Asked(conditionIsFulfilled), max, interval, fail, cancellationToken).Now();

    protected static Task<bool> InternalAwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan max, TimeSpan? interval, Action<string, object[]> fail, CancellationToken cancellationToken = default) =>
        Poll(Awaiting, conditionIsFulfilled, max, interval, fail, cancellationToken).AsTask();

    private static async ValueTask<bool> Poll(
        Waiting waiting, Func<Task<bool>> condition, TimeSpan max, TimeSpan? interval, Action<string, object[]>? fail, CancellationToken cancellationToken)
    {
        var stop = Now + max;
        while (!await condition())
        {
            var left = TimeLeft(stop);
            if (left == TimeSpan.Zero)
            {
                fail?.Invoke("Timeout {0} expired while waiting for condition.", [max]);
                return false;
            }
            await Pause(waiting, left.Min(interval ?? PollInterval), cancellationToken);
        }
        return true;
    }

    private async ValueTask Assert(Waiting waiting, Func<Task> assertion, TimeSpan? duration, TimeSpan? interval, CancellationToken cancellationToken)
    {
        var stop = Now + RemainingOrDilated(duration);
        while (await Failure(assertion) is { } failure)
        {
            var left = TimeLeft(stop);
            if (left == TimeSpan.Zero)
                failure.Throw();
            await Pause(waiting, left.Min(interval ?? PollInterval), cancellationToken);
        }
    }

    private static async ValueTask<ExceptionDispatchInfo?> Failure(Func<Task> assertion)
    {
        try
        {
            await assertion();
            return null;
        }
        catch (Exception failure)
        {
            return ExceptionDispatchInfo.Capture(failure);
        }
    }

    private static async ValueTask Pause(Waiting waiting, TimeSpan interval, CancellationToken cancellationToken)
    {
        if (waiting == Awaiting)
            await Task.Delay(interval, cancellationToken);
        else if (cancellationToken.WaitHandle.WaitOne(interval))
            cancellationToken.ThrowIfCancellationRequested();
    }

    private Action<string, object[]> Failing(string? message) => (format, args) => _assertions.Fail(message is null ? format : $"{format} {message}", args);

    private static Func<Task<bool>> Asked(Func<bool> condition) => () => Task.FromResult(condition());

    private static Func<Task> Asserted(Action assertion) => () =>
    {
        assertion();
        return Task.CompletedTask;
    };
}
