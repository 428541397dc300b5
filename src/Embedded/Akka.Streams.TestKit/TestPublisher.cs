using Akka.Actor;
using Akka.TestKit;
using Reactive.Streams;

namespace Akka.Streams.TestKit;

/// <summary>Probes at the beginning of a stream.</summary>
public static class TestPublisher
{
    public interface IPublisherEvent;

    public struct Subscribe(ISubscription subscription) : IPublisherEvent
    {
        public readonly ISubscription Subscription = subscription;

        public override string ToString() => "TestPublisher.Subscribe";
    }

    public struct CancelSubscription(ISubscription subscription) : IPublisherEvent
    {
        public readonly ISubscription Subscription = subscription;

        public override string ToString() => "TestPublisher.CancelSubscription";
    }

    public struct RequestMore(ISubscription subscription, long nrOfElements) : IPublisherEvent
    {
        public readonly ISubscription Subscription = subscription;
        public readonly long NrOfElements = nrOfElements;

        public override string ToString() => $"TestPublisher.RequestMore({NrOfElements})";
    }

    /// <summary>Expectations on demand and cancellation; elements are sent through the subscription.</summary>
    public class ManualProbe<T>
    {
        internal ManualProbe(TestProbe probe) => Probe = probe;

        public TestProbe Probe { get; }

        public StreamTestKit.PublisherProbeSubscription<T> Subscription { get; protected set; } = null!;

        internal void OnSubscribe(StreamTestKit.PublisherProbeSubscription<T> subscription) => Tell(new Subscribe(subscription));

        internal void OnRequest(ISubscription subscription, long n) => Tell(new RequestMore(subscription, n));

        internal void OnCancel(ISubscription subscription) => Tell(new CancelSubscription(subscription));

        public StreamTestKit.PublisherProbeSubscription<T> ExpectSubscription(CancellationToken cancellationToken = default) =>
            Subscription = (StreamTestKit.PublisherProbeSubscription<T>)Probe.ExpectMsg<Subscribe>(cancellationToken: cancellationToken).Subscription;

        public async Task<StreamTestKit.PublisherProbeSubscription<T>> ExpectSubscriptionAsync(CancellationToken cancellationToken = default) =>
            Subscription = (StreamTestKit.PublisherProbeSubscription<T>)(await Probe.ExpectMsgAsync<Subscribe>(cancellationToken: cancellationToken)).Subscription;

        public IPublisherEvent ExpectEvent(CancellationToken cancellationToken = default) =>
            Probe.ExpectMsg<IPublisherEvent>(cancellationToken: cancellationToken);

        public async Task<IPublisherEvent> ExpectEventAsync(CancellationToken cancellationToken = default) =>
            await Probe.ExpectMsgAsync<IPublisherEvent>(cancellationToken: cancellationToken);

        public ManualProbe<T> ExpectNoMsg(CancellationToken cancellationToken = default)
        {
            Probe.ExpectNoMsg(cancellationToken);
            return this;
        }

        public ManualProbe<T> ExpectNoMsg(TimeSpan duration, CancellationToken cancellationToken = default)
        {
            Probe.ExpectNoMsg(duration, cancellationToken);
            return this;
        }

        public async Task ExpectNoMsgAsync(TimeSpan duration, CancellationToken cancellationToken = default) =>
            await Probe.ExpectNoMsgAsync(duration, cancellationToken);

        private void Tell(IPublisherEvent e) => Probe.Ref.Tell(e, ActorRefs.NoSender);
    }

    /// <summary>A probe that waits for demand before it sends.</summary>
    public class Probe<T> : ManualProbe<T>
    {
        private bool _subscribed;

        internal Probe(TestProbe probe)
            : base(probe)
        {
        }

        /// <summary>How many elements may be sent.</summary>
        public long Pending { get; private set; }

        public void EnsureSubscription(CancellationToken cancellationToken = default)
        {
            if (!_subscribed) ExpectSubscription(cancellationToken);
            _subscribed = true;
        }

        public async Task EnsureSubscriptionAsync(CancellationToken cancellationToken = default)
        {
            if (!_subscribed) await ExpectSubscriptionAsync(cancellationToken);
            _subscribed = true;
        }

        public Probe<T> SendNext(T element, CancellationToken cancellationToken = default)
        {
            EnsureSubscription(cancellationToken);
            if (Pending == 0) Pending = Subscription.ExpectRequest(cancellationToken);
            return Send(element);
        }

        public async Task SendNextAsync(T element, CancellationToken cancellationToken = default)
        {
            await EnsureSubscriptionAsync(cancellationToken);
            if (Pending == 0) Pending = await Subscription.ExpectRequestAsync(cancellationToken);
            Send(element);
        }

        /// <summary>Sends whether or not there is demand.</summary>
        public Probe<T> UnsafeSendNext(T element, CancellationToken cancellationToken = default)
        {
            EnsureSubscription(cancellationToken);
            Subscription.SendNext(element);
            return this;
        }

        public Probe<T> SendComplete(CancellationToken cancellationToken = default)
        {
            EnsureSubscription(cancellationToken);
            Subscription.SendComplete();
            return this;
        }

        public async Task SendCompleteAsync(CancellationToken cancellationToken = default)
        {
            await EnsureSubscriptionAsync(cancellationToken);
            Subscription.SendComplete();
        }

        public Probe<T> SendError(Exception e, CancellationToken cancellationToken = default)
        {
            EnsureSubscription(cancellationToken);
            Subscription.SendError(e);
            return this;
        }

        public async Task SendErrorAsync(Exception e, CancellationToken cancellationToken = default)
        {
            await EnsureSubscriptionAsync(cancellationToken);
            Subscription.SendError(e);
        }

        public long ExpectRequest(CancellationToken cancellationToken = default)
        {
            EnsureSubscription(cancellationToken);
            var requested = Subscription.ExpectRequest(cancellationToken);
            Pending += requested;
            return requested;
        }

        public async Task<long> ExpectRequestAsync(CancellationToken cancellationToken = default)
        {
            await EnsureSubscriptionAsync(cancellationToken);
            var requested = await Subscription.ExpectRequestAsync(cancellationToken);
            Pending += requested;
            return requested;
        }

        public Probe<T> ExpectCancellation(CancellationToken cancellationToken = default)
        {
            EnsureSubscription(cancellationToken);
            Subscription.ExpectCancellation(cancellationToken);
            return this;
        }

        public async Task ExpectCancellationAsync(CancellationToken cancellationToken = default)
        {
            await EnsureSubscriptionAsync(cancellationToken);
            await Subscription.ExpectCancellationAsync(cancellationToken);
        }

        private Probe<T> Send(T element)
        {
            Pending--;
            Subscription.SendNext(element);
            return this;
        }
    }
}
