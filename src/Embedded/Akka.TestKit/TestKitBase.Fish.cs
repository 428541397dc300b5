using System.Collections;
using Akka.TestKit.Internal;
using static Akka.TestKit.Internal.Waiting;

namespace Akka.TestKit;

/// <summary>Reads messages until the wanted one comes; the others are dropped, or collected where a list is given.</summary>
public abstract partial class TestKitBase
{
    public object FishForMessage(Predicate<object> isMessage, TimeSpan? max = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Fish(Blocking, isMessage, null, max, hint, cancellationToken).Now();

    public T FishForMessage<T>(Predicate<T> isMessage, TimeSpan? max = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Fish(Blocking, isMessage, null, max, hint, cancellationToken).Now();

    public T FishForMessage<T>(
        Predicate<T> isMessage, ArrayList allMessages, TimeSpan? max = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Fish(Blocking, isMessage, allMessages, max, hint, cancellationToken).Now();

    public ValueTask<object> FishForMessageAsync(
        Predicate<object> isMessage, TimeSpan? max = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Fish(Awaiting, isMessage, null, max, hint, cancellationToken);

    public ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage, TimeSpan? max = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Fish(Awaiting, isMessage, null, max, hint, cancellationToken);

    public ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage, ArrayList allMessages, TimeSpan? max = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Fish(Awaiting, isMessage, allMessages, max, hint, cancellationToken);

    public async Task FishUntilMessageAsync<T>(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        await Fish<T>(Awaiting, _ => true, null, max, null, cancellationToken);

    private async ValueTask<T> Fish<T>(
        Waiting waiting, Predicate<T> isMessage, ArrayList? others, TimeSpan? timeout, string? hint, CancellationToken cancellationToken)
    {
        var max = RemainingOrDilated(timeout);
        var stop = Now + max;
        while (true)
        {
            var envelope = await Take(waiting, TimeLeft(stop), cancellationToken);
            _assertions.AssertTrue(envelope is not null, "Timeout ({0}) during FishForMessage{1}", max, Hinted(hint));
            if (envelope!.Message is T typed && isMessage(typed))
                return typed;
            others?.Add(envelope.Message);
        }
    }
}
