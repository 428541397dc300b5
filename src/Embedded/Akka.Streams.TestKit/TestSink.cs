using Akka.Streams.Dsl;
using Akka.Streams.Stage;
using Akka.TestKit;
using Reactive.Streams;

namespace Akka.Streams.TestKit;

public static class TestSink
{
    /// <summary>A sink that asks for elements when the probe says so, and tells it what comes.</summary>
    public static Sink<T, TestSubscriber.Probe<T>> SinkProbe<T>(this TestKitBase testKit) => Sink.FromGraph(new ProbeSink<T>(testKit));
}

internal sealed class ProbeSink<T>(TestKitBase testKit) : GraphStageWithMaterializedValue<SinkShape<T>, TestSubscriber.Probe<T>>
{
    private readonly Inlet<T> _in = new("TestSink.in");

    public override SinkShape<T> Shape => field ??= new SinkShape<T>(_in);

    public override ILogicAndMaterializedValue<TestSubscriber.Probe<T>> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var probe = new TestSubscriber.Probe<T>(testKit.CreateTestProbe());
        return new LogicAndMaterializedValue<TestSubscriber.Probe<T>>(new Logic(this, probe), probe);
    }

    private sealed class Logic : InGraphStageLogic, ISubscription
    {
        private readonly Inlet<T> _in;
        private readonly TestSubscriber.Probe<T> _probe;
        private readonly Action<long> _request;
        private readonly Action _cancel;
        private long _demand;

        public Logic(ProbeSink<T> stage, TestSubscriber.Probe<T> probe)
            : base(stage.Shape)
        {
            _in = stage._in;
            _probe = probe;
            _request = GetAsyncCallback<long>(OnRequest);
            _cancel = GetAsyncCallback(CompleteStage);
            SetHandler(_in, this);
        }

        public void Request(long n)
        {
            if (n < 1) throw new ArgumentException("The number of requested elements must be > 0 (see reactive-streams specification, rule 3.9)");
            _request(n);
        }

        public void Cancel() => _cancel();

        public override void PreStart() => _probe.OnSubscribe(this);

        public override void OnPush()
        {
            _demand--;
            _probe.OnNext(Grab(_in));
            if (_demand > 0) Pull(_in);
        }

        public override void OnUpstreamFinish()
        {
            _probe.OnComplete();
            CompleteStage();
        }

        public override void OnUpstreamFailure(Exception e)
        {
            _probe.OnError(e);
            FailStage(e);
        }

        public override void PostStop()
        {
            if (!IsClosed(_in)) _probe.OnError(new AbruptStageTerminationException(this));
        }

        private void OnRequest(long n)
        {
            _demand += n;
            if (!HasBeenPulled(_in)) TryPull(_in);
        }
    }
}
