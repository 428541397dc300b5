using Akka.TestKit;

namespace Akka.Streams.TestKit;

public static partial class TestSubscriber
{
    /// <summary>A probe that takes its subscription itself when it first asks for elements.</summary>
    public class Probe<T> : ManualProbe<T>
    {
        private bool _subscribed;

        internal Probe(TestProbe probe)
            : base(probe)
        {
        }

        public Probe<T> EnsureSubscription(CancellationToken cancellationToken = default)
        {
            if (!_subscribed) ExpectSubscription(cancellationToken);
            _subscribed = true;
            return this;
        }

        public async Task EnsureSubscriptionAsync(CancellationToken cancellationToken = default)
        {
            if (!_subscribed) await ExpectSubscriptionAsync(cancellationToken);
            _subscribed = true;
        }

        public Probe<T> Request(long n)
        {
            EnsureSubscription();
            Subscription.Request(n);
            return this;
        }

        public async Task RequestAsync(long n)
        {
            await EnsureSubscriptionAsync();
            Subscription.Request(n);
        }

        public T RequestNext() => Request(1).ExpectNext();

        public T RequestNext(TimeSpan timeout) => Request(1).ExpectNext(timeout);

        public Probe<T> RequestNext(T element)
        {
            Request(1).ExpectNext(element, (TimeSpan?)null);
            return this;
        }

        public async Task<T> RequestNextAsync()
        {
            await RequestAsync(1);
            return await ExpectNextAsync();
        }

        public async Task<T> RequestNextAsync(TimeSpan timeout)
        {
            await RequestAsync(1);
            return await ExpectNextAsync(timeout, default);
        }

        public async Task RequestNextAsync(T element)
        {
            await RequestAsync(1);
            await ExpectNextAsync(element);
        }

        public Probe<T> Cancel()
        {
            EnsureSubscription();
            Subscription.Cancel();
            return this;
        }

        public async Task CancelAsync()
        {
            await EnsureSubscriptionAsync();
            Subscription.Cancel();
        }
    }
}
