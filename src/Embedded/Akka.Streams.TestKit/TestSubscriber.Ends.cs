namespace Akka.Streams.TestKit;

public static partial class TestSubscriber
{
    /// <summary>Ends and silence.</summary>
    public partial class ManualProbe<T>
    {
        public ManualProbe<T> ExpectComplete(CancellationToken cancellationToken = default) => ExpectComplete(null, cancellationToken);

        public ManualProbe<T> ExpectComplete(TimeSpan? timeout, CancellationToken cancellationToken = default)
        {
            _probe.ExpectMsg<OnComplete>(timeout, cancellationToken: cancellationToken);
            return this;
        }

        public async Task ExpectCompleteAsync(CancellationToken cancellationToken = default) =>
            await _probe.ExpectMsgAsync<OnComplete>(cancellationToken: cancellationToken);

        public Exception ExpectError(CancellationToken cancellationToken = default) => _probe.ExpectMsg<OnError>(cancellationToken: cancellationToken).Cause;

        public async Task<Exception> ExpectErrorAsync(CancellationToken cancellationToken = default) =>
            (await _probe.ExpectMsgAsync<OnError>(cancellationToken: cancellationToken)).Cause;

        /// <summary>The stream ends without an element.</summary>
        public ManualProbe<T> ExpectSubscriptionAndComplete(CancellationToken cancellationToken = default) =>
            ExpectSubscriptionAndComplete(true, cancellationToken);

        public ManualProbe<T> ExpectSubscriptionAndComplete(bool signalDemand, CancellationToken cancellationToken = default)
        {
            var subscription = ExpectSubscription(cancellationToken);
            if (signalDemand) subscription.Request(1);
            return ExpectComplete(cancellationToken);
        }

        public async Task ExpectSubscriptionAndCompleteAsync(bool signalDemand = true, CancellationToken cancellationToken = default)
        {
            var subscription = await ExpectSubscriptionAsync(cancellationToken);
            if (signalDemand) subscription.Request(1);
            await ExpectCompleteAsync(cancellationToken);
        }

        /// <summary>The stream fails without an element.</summary>
        public Exception ExpectSubscriptionAndError(CancellationToken cancellationToken = default) => ExpectSubscriptionAndError(true, cancellationToken);

        public Exception ExpectSubscriptionAndError(bool signalDemand, CancellationToken cancellationToken = default)
        {
            var subscription = ExpectSubscription(cancellationToken);
            if (signalDemand) subscription.Request(1);
            return ExpectError(cancellationToken);
        }

        public Task<Exception> ExpectSubscriptionAndErrorAsync(CancellationToken cancellationToken = default) =>
            ExpectSubscriptionAndErrorAsync(true, cancellationToken);

        public async Task<Exception> ExpectSubscriptionAndErrorAsync(bool signalDemand, CancellationToken cancellationToken = default)
        {
            var subscription = await ExpectSubscriptionAsync(cancellationToken);
            if (signalDemand) subscription.Request(1);
            return await ExpectErrorAsync(cancellationToken);
        }

        public ManualProbe<T> ExpectNoMsg(CancellationToken cancellationToken = default)
        {
            _probe.ExpectNoMsg(cancellationToken);
            return this;
        }

        public ManualProbe<T> ExpectNoMsg(TimeSpan remaining, CancellationToken cancellationToken = default)
        {
            _probe.ExpectNoMsg(remaining, cancellationToken);
            return this;
        }

        public async Task ExpectNoMsgAsync(TimeSpan remaining, CancellationToken cancellationToken = default) =>
            await _probe.ExpectNoMsgAsync(remaining, cancellationToken);

        public TOther Within<TOther>(TimeSpan max, Func<TOther> execute, CancellationToken cancellationToken = default) =>
            _probe.Within(max, execute, cancellationToken: cancellationToken);

        public Task<TOther> WithinAsync<TOther>(TimeSpan max, Func<Task<TOther>> execute, CancellationToken cancellationToken = default) =>
            _probe.WithinAsync(max, execute, cancellationToken: cancellationToken);
    }
}
