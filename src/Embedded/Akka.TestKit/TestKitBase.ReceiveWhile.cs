using System.Runtime.CompilerServices;
using Akka.TestKit.Internal;
using static Akka.TestKit.Internal.Waiting;

namespace Akka.TestKit;

/// <summary>A series of messages: it ends, without a failure, with the first one refused, when max or idle is over, or at the count.</summary>
public abstract partial class TestKitBase
{
    private enum Step
    {
        Accept,
        Ignore,
        Stop,
    }

    private delegate (Step Step, T? Value) Judge<T>(object message);

    public IReadOnlyList<T> ReceiveWhile<T>(TimeSpan? max, Func<object, T?> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        While(Blocking, Filtered(filter), max, null, msgs, cancellationToken).Now();

    public IReadOnlyList<T> ReceiveWhile<T>(
        TimeSpan? max, TimeSpan? idle, Func<object, T?> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        While(Blocking, Filtered(filter), max, idle, msgs, cancellationToken).Now();

    public IReadOnlyList<T> ReceiveWhile<T>(
        Func<object, T?> filter, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        While(Blocking, Filtered(filter), max, idle, msgs, cancellationToken).Now();

    public IReadOnlyList<T> ReceiveWhile<T>(
        Predicate<T> shouldContinue, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, bool shouldIgnoreOtherMessageTypes = true,
        CancellationToken cancellationToken = default) =>
        While(Blocking, Continued(shouldContinue, shouldIgnoreOtherMessageTypes), max, idle, msgs, cancellationToken).Now();

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        TimeSpan? max, Func<object, T?> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        While(Awaiting, Filtered(filter), max, null, msgs, cancellationToken);

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        TimeSpan? max, TimeSpan? idle, Func<object, T?> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        While(Awaiting, Filtered(filter), max, idle, msgs, cancellationToken);

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        Func<object, T?> filter, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        While(Awaiting, Filtered(filter), max, idle, msgs, cancellationToken);

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        Predicate<T> shouldContinue, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, bool shouldIgnoreOtherMessageTypes = true,
        CancellationToken cancellationToken = default) =>
        While(Awaiting, Continued(shouldContinue, shouldIgnoreOtherMessageTypes), max, idle, msgs, cancellationToken);

    private static Judge<T> Filtered<T>(Func<object, T?> filter) => message => filter(message) is { } value ? (Step.Accept, value) : (Step.Stop, default);

    private static Judge<T> Continued<T>(Predicate<T> shouldContinue, bool ignoreOthers) => message => message switch
    {
        T value when shouldContinue(value) => (Step.Accept, value),
        T                                  => (Step.Stop, default),
        _                                  => (ignoreOthers ? Step.Ignore : Step.Stop, default),
    };

    private async IAsyncEnumerable<T> While<T>(
        Waiting waiting, Judge<T> judge, TimeSpan? max, TimeSpan? idle, int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stop = Now + RemainingOrDilated(max);
        while (count > 0 && await Peek(waiting, TimeLeft(stop).Min(idle), cancellationToken) is { } next)
        {
            var (step, value) = judge(next.Message);
            // The message that ends the series stays in the queue.
            if (step == Step.Stop)
                break;
            await Take(waiting, TimeSpan.Zero, cancellationToken);
            if (step == Step.Ignore)
                continue;
            count--;
            yield return value!;
        }
        _lastWasNoMsg = true;
    }
}
