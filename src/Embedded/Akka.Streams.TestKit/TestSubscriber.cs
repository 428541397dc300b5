using Akka.TestKit;
using Reactive.Streams;

namespace Akka.Streams.TestKit;

/// <summary>Probes at the end of a stream.</summary>
public static partial class TestSubscriber
{
    public interface ISubscriberEvent;

    public struct OnSubscribe(ISubscription subscription) : ISubscriberEvent
    {
        public readonly ISubscription Subscription = subscription;

        public override string ToString() => $"TestSubscriber.OnSubscribe({Subscription})";
    }

    public struct OnNext<T>(T element) : ISubscriberEvent
    {
        public readonly T Element = element;

        public override string ToString() => $"TestSubscriber.OnNext({Element})";
    }

    public sealed class OnComplete : ISubscriberEvent
    {
        public static readonly OnComplete Instance = new();

        private OnComplete()
        {
        }

        public override string ToString() => "TestSubscriber.OnComplete";
    }

    public struct OnError(Exception cause) : ISubscriberEvent
    {
        public readonly Exception Cause = cause;

        public override string ToString() => $"TestSubscriber.OnError({Cause.Message})";
    }

    /// <summary>Expectations on what comes; demand is up to the test, through <see cref="Subscription"/>.</summary>
    public partial class ManualProbe<T>
    {
        private readonly TestProbe _probe;

        internal ManualProbe(TestProbe probe) => _probe = probe;

        public ISubscription Subscription { get; protected set; } = null!;

        public void OnSubscribe(ISubscription subscription) => _probe.Ref.Tell(new OnSubscribe(subscription), Actor.ActorRefs.NoSender);

        public void OnNext(T element) => _probe.Ref.Tell(new OnNext<T>(element), Actor.ActorRefs.NoSender);

        public void OnComplete() => _probe.Ref.Tell(TestSubscriber.OnComplete.Instance, Actor.ActorRefs.NoSender);

        public void OnError(Exception cause) => _probe.Ref.Tell(new OnError(cause), Actor.ActorRefs.NoSender);

        public ISubscription ExpectSubscription(CancellationToken cancellationToken = default) =>
            Subscription = _probe.ExpectMsg<OnSubscribe>(cancellationToken: cancellationToken).Subscription;

        public async Task<ISubscription> ExpectSubscriptionAsync(CancellationToken cancellationToken = default) =>
            Subscription = (await _probe.ExpectMsgAsync<OnSubscribe>(cancellationToken: cancellationToken)).Subscription;

        public ISubscriberEvent ExpectEvent(CancellationToken cancellationToken = default) =>
            _probe.ExpectMsg<ISubscriberEvent>(cancellationToken: cancellationToken);

        public async Task<ISubscriberEvent> ExpectEventAsync(CancellationToken cancellationToken = default) =>
            await _probe.ExpectMsgAsync<ISubscriberEvent>(cancellationToken: cancellationToken);

        public T ExpectNext(CancellationToken cancellationToken = default) => ExpectNext(null, cancellationToken);

        public T ExpectNext(TimeSpan? timeout, CancellationToken cancellationToken = default) =>
            _probe.ExpectMsg<OnNext<T>>(timeout, cancellationToken: cancellationToken).Element;

        public ManualProbe<T> ExpectNext(T element, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        {
            _probe.ExpectMsg<OnNext<T>>(Is(element), timeout, $"OnNext({element})", cancellationToken);
            return this;
        }

        public ManualProbe<T> ExpectNext(params T[] elems) => ExpectNextN(elems);

        public Task<T> ExpectNextAsync(CancellationToken cancellationToken = default) => ExpectNextAsync(null, cancellationToken);

        public async Task<T> ExpectNextAsync(TimeSpan? timeout, CancellationToken cancellationToken = default) =>
            (await _probe.ExpectMsgAsync<OnNext<T>>(timeout, cancellationToken: cancellationToken)).Element;

        public async Task ExpectNextAsync(T element, CancellationToken cancellationToken = default) =>
            await _probe.ExpectMsgAsync<OnNext<T>>(Is(element), null, $"OnNext({element})", cancellationToken);

        public async Task ExpectNextAsync(T element, TimeSpan timeout, CancellationToken cancellationToken = default) =>
            await _probe.ExpectMsgAsync<OnNext<T>>(Is(element), timeout, $"OnNext({element})", cancellationToken);

        public ManualProbe<T> ExpectNextN(IEnumerable<T> all, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        {
            foreach (var element in all) ExpectNext(element, timeout, cancellationToken);
            return this;
        }

        public async Task ExpectNextNAsync(IEnumerable<T> all, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        {
            foreach (var element in all)
                await _probe.ExpectMsgAsync<OnNext<T>>(Is(element), timeout, $"OnNext({element})", cancellationToken);
        }

        public IEnumerable<T> ExpectNextN(long n, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        {
            var elements = new List<T>();
            while (elements.Count < n) elements.Add(ExpectNext(timeout, cancellationToken));
            return elements;
        }

        public ManualProbe<T> ExpectNextUnordered(params T[] elems) => ExpectNextUnorderedN(elems);

        public ManualProbe<T> ExpectNextUnorderedN(IEnumerable<T> all, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        {
            var missing = all.ToList();
            while (missing.Count > 0)
                _probe.ExpectMsg<OnNext<T>>(next => missing.Remove(next.Element), timeout, $"one of [{string.Join(", ", missing)}]", cancellationToken);
            return this;
        }

        public ManualProbe<T> MatchNext<TOther>(Predicate<TOther> predicate, CancellationToken cancellationToken = default)
        {
            ExpectNext(predicate, cancellationToken);
            return this;
        }

        public TOther ExpectNext<TOther>(Predicate<TOther> predicate, CancellationToken cancellationToken = default) =>
            (TOther)(object)_probe.ExpectMsg<OnNext<T>>(Matches(predicate), null, "an element that matches", cancellationToken).Element!;

        public async Task<TOther> ExpectNextAsync<TOther>(Predicate<TOther> predicate, CancellationToken cancellationToken = default) =>
            (TOther)(object)(await _probe.ExpectMsgAsync<OnNext<T>>(Matches(predicate), null, "an element that matches", cancellationToken)).Element!;

        private static Predicate<OnNext<T>> Is(T element) => next => Equals(next.Element, element);

        private static Predicate<OnNext<T>> Matches<TOther>(Predicate<TOther> predicate) => next => next.Element is TOther other && predicate(other);
    }
}
