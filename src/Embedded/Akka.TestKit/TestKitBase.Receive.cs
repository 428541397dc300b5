using System.Runtime.CompilerServices;
using Akka.TestKit.Internal;
using static Akka.TestKit.Internal.Waiting;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    public object? ReceiveOne(TimeSpan? max = null, CancellationToken cancellationToken = default) => Take(Blocking, max, cancellationToken).Now()?.Message;

    public async ValueTask<object?> ReceiveOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        (await Take(Awaiting, max, cancellationToken))?.Message;

    public bool TryReceiveOne(out MessageEnvelope envelope, TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        var taken = Take(Blocking, max, cancellationToken).Now();
        envelope = taken ?? NullMessageEnvelope.Instance;
        return taken is not null;
    }

    public async ValueTask<(bool success, MessageEnvelope envelope)> TryReceiveOneAsync(TimeSpan? max, CancellationToken cancellationToken = default) =>
        await Take(Awaiting, max, cancellationToken) is { } taken ? (true, taken) : (false, NullMessageEnvelope.Instance);

    public object? PeekOne(TimeSpan? max = null, CancellationToken cancellationToken = default) => Peek(Blocking, max, cancellationToken).Now()?.Message;

    public object? PeekOne(CancellationToken cancellationToken) => PeekOne(Timeout.InfiniteTimeSpan, cancellationToken);

    public async ValueTask<object?> PeekOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        (await Peek(Awaiting, max, cancellationToken))?.Message;

    public ValueTask<object?> PeekOneAsync(CancellationToken cancellationToken) => PeekOneAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    public bool TryPeekOne(out MessageEnvelope envelope, TimeSpan? max, CancellationToken cancellationToken)
    {
        var peeked = Peek(Blocking, max, cancellationToken).Now();
        envelope = peeked ?? NullMessageEnvelope.Instance;
        return peeked is not null;
    }

    public async ValueTask<(bool success, MessageEnvelope envelope)> TryPeekOneAsync(TimeSpan? max, CancellationToken cancellationToken) =>
        await Peek(Awaiting, max, cancellationToken) is { } peeked ? (true, peeked) : (false, NullMessageEnvelope.Instance);

    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, CancellationToken cancellationToken = default) =>
        Receive(Blocking, numberOfMessages, RemainingOrDefault, cancellationToken).Now();

    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default) =>
        Receive(Blocking, numberOfMessages, Dilated(max), cancellationToken).Now();

    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, CancellationToken cancellationToken = default) =>
        Receive(Awaiting, numberOfMessages, RemainingOrDefault, cancellationToken);

    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default) =>
        Receive(Awaiting, numberOfMessages, Dilated(max), cancellationToken);

    private ValueTask<MessageEnvelope?> Take(Waiting waiting, TimeSpan? max, CancellationToken cancellationToken) =>
        Note(_queue.Take(waiting, Bounded(GetTimeoutOrDefault(max)), cancellationToken));

    private ValueTask<MessageEnvelope?> Peek(Waiting waiting, TimeSpan? max, CancellationToken cancellationToken) =>
        Note(_queue.Peek(waiting, Bounded(GetTimeoutOrDefault(max)), cancellationToken));

    // A negative duration waits for ever; one that no timer can count does too.
    private static TimeSpan Bounded(TimeSpan max) => max.IsInfinite() || max.TotalMilliseconds > int.MaxValue ? Timeout.InfiniteTimeSpan : max;

    private async ValueTask<MessageEnvelope?> Note(ValueTask<MessageEnvelope?> receiving)
    {
        _lastWasNoMsg = false;
        var envelope = await receiving;
        _lastMessage = envelope ?? NullMessageEnvelope.Instance;
        return envelope;
    }

    private async IAsyncEnumerable<object> Receive(
        Waiting waiting, int count, TimeSpan max, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stop = Now + max;
        for (var received = 0; received < count; received++)
        {
            var envelope = await Take(waiting, TimeLeft(stop), cancellationToken);
            _assertions.AssertTrue(envelope is not null, "Timeout ({0}) while expecting {1} messages. Only got {2} after {3}.", max, count, received, max);
            yield return envelope!.Message;
        }
    }

    private static TimeSpan TimeLeft(TimeSpan stop) => stop - Now is { Ticks: > 0 } left ? left : TimeSpan.Zero;
}
