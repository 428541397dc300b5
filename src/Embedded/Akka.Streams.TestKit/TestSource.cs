using Akka.Streams.Dsl;
using Akka.Streams.Stage;
using Akka.TestKit;
using Reactive.Streams;

namespace Akka.Streams.TestKit;

public static class TestSource
{
    /// <summary>A source whose elements the probe sends; the probe is told of demand and cancellation.</summary>
    public static Source<T, TestPublisher.Probe<T>> SourceProbe<T>(this TestKitBase testKit) => Source.FromGraph(new ProbeSource<T>(testKit));
}

/// <summary>It asks the probe for a buffer of elements ahead, in batches, as a stream asks any publisher.</summary>
internal sealed class ProbeSource<T>(TestKitBase testKit) : GraphStageWithMaterializedValue<SourceShape<T>, TestPublisher.Probe<T>>
{
    private readonly Outlet<T> _out = new("TestSource.out");

    public override SourceShape<T> Shape => field ??= new SourceShape<T>(_out);

    public override ILogicAndMaterializedValue<TestPublisher.Probe<T>> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var probe = new TestPublisher.Probe<T>(testKit.CreateTestProbe());
        var size = inheritedAttributes.GetAttribute(new Attributes.InputBuffer(4, 16)).Max;
        return new LogicAndMaterializedValue<TestPublisher.Probe<T>>(new Logic(this, probe, size), probe);
    }

    private sealed class Logic : OutGraphStageLogic, StreamTestKit.IPublisherTarget<T>, ISubscription
    {
        private readonly Outlet<T> _out;
        private readonly TestPublisher.Probe<T> _probe;
        private readonly int _size;
        private readonly Queue<T> _buffer = new();
        private readonly Action<T> _next;
        private readonly Action<Exception?> _end;
        private int _consumed;
        private bool _ended;
        private bool _told;

        public Logic(ProbeSource<T> stage, TestPublisher.Probe<T> probe, int size)
            : base(stage.Shape)
        {
            _out = stage._out;
            _probe = probe;
            _size = size;
            _next = GetAsyncCallback<T>(OnNext);
            _end = GetAsyncCallback<Exception?>(OnEnd);
            SetHandler(_out, this);
        }

        public void SendNext(T element) => _next(element);

        public void SendComplete() => _end(null);

        public void SendError(Exception cause) => _end(cause);

        public void Request(long n) => _probe.OnRequest(this, n);

        public void Cancel() => _probe.OnCancel(this);

        public override void PreStart()
        {
            _probe.OnSubscribe(new StreamTestKit.PublisherProbeSubscription<T>(this, _probe.Probe));
            Request(_size);
        }

        public override void OnPull()
        {
            if (_buffer.TryDequeue(out var element)) Deliver(element);
        }

        public override void OnDownstreamFinish(Exception cause)
        {
            TellCancelled();
            base.OnDownstreamFinish(cause);
        }

        public override void PostStop()
        {
            if (!_ended) TellCancelled();
        }

        private void OnNext(T element)
        {
            if (_buffer.Count == 0 && IsAvailable(_out)) Deliver(element);
            else _buffer.Enqueue(element);
        }

        private void OnEnd(Exception? failure)
        {
            _ended = true;
            if (failure is not null) FailStage(failure);
            else if (_buffer.Count == 0) CompleteStage();
        }

        private void Deliver(T element)
        {
            Push(_out, element);
            if (_ended)
            {
                if (_buffer.Count == 0) CompleteStage();
            }
            else if (++_consumed >= Math.Max(1, _size / 2))
            {
                Request(_consumed);
                _consumed = 0;
            }
        }

        private void TellCancelled()
        {
            if (!_told && !_ended) Cancel();
            _told = true;
        }
    }
}
