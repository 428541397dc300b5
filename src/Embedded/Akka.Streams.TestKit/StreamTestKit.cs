using Akka.TestKit;
using Reactive.Streams;

namespace Akka.Streams.TestKit;

public class StreamTestKit
{
    internal interface IPublisherTarget<in T> : ISubscription
    {
        void SendNext(T element);

        void SendComplete();

        void SendError(Exception cause);
    }

    /// <summary>The link between a publisher probe and its stream.</summary>
    public sealed class PublisherProbeSubscription<T> : ISubscription
    {
        private readonly IPublisherTarget<T> _stream;

        internal PublisherProbeSubscription(IPublisherTarget<T> stream, TestProbe probe)
        {
            _stream = stream;
            PublisherProbe = probe;
        }

        public TestProbe PublisherProbe { get; }

        public void Request(long n) => _stream.Request(n);

        public void Cancel() => _stream.Cancel();

        public void SendNext(T element) => _stream.SendNext(element);

        public void SendComplete() => _stream.SendComplete();

        public void SendError(Exception cause) => _stream.SendError(cause);

        public long ExpectRequest(CancellationToken cancellationToken = default) =>
            PublisherProbe.ExpectMsg<TestPublisher.RequestMore>(cancellationToken: cancellationToken).NrOfElements;

        public void ExpectRequest(long n, CancellationToken cancellationToken = default) =>
            PublisherProbe.ExpectMsg<TestPublisher.RequestMore>(more => more.NrOfElements == n, null, $"RequestMore({n})", cancellationToken);

        public async Task<long> ExpectRequestAsync(CancellationToken cancellationToken = default) =>
            (await PublisherProbe.ExpectMsgAsync<TestPublisher.RequestMore>(cancellationToken: cancellationToken)).NrOfElements;

        public async Task ExpectRequestAsync(long n, CancellationToken cancellationToken = default) =>
            await PublisherProbe.ExpectMsgAsync<TestPublisher.RequestMore>(more => more.NrOfElements == n, null, $"RequestMore({n})", cancellationToken);

        public void ExpectCancellation(CancellationToken cancellationToken = default) =>
            PublisherProbe.FishForMessage<TestPublisher.IPublisherEvent>(e => e is TestPublisher.CancelSubscription, cancellationToken: cancellationToken);

        public async Task ExpectCancellationAsync(CancellationToken cancellationToken = default) =>
            await PublisherProbe.FishForMessageAsync<TestPublisher.IPublisherEvent>(
                e => e is TestPublisher.CancelSubscription, cancellationToken: cancellationToken);
    }
}
