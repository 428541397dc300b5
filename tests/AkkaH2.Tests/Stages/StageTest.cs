using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Stage;
using Akka.Streams.TestKit;

namespace AkkaH2.Tests.Stages;

/// <summary>One stage between two probes: elements go in and come out one at a time, as the test says.</summary>
public abstract class StageTest : Akka.TestKit.Xunit2.TestKit
{
    protected StageTest() => Materializer = Sys.Materializer();

    protected ActorMaterializer Materializer { get; }

    protected (TestPublisher.Probe<TIn> In, TestSubscriber.Probe<TOut> Out) Between<TIn, TOut>(GraphStage<FlowShape<TIn, TOut>> stage)
    {
        var (source, sink) = this.SourceProbe<TIn>()
            .Via(stage)
            .ToMaterialized(this.SinkProbe<TOut>(), Keep.Both)
            .Run(Materializer);
        sink.EnsureSubscription();
        return (source, sink);
    }

    /// <summary>Whatever the test does, afterwards no stage is left.</summary>
    protected Task AllStagesStop(Func<Task> test) => this.AssertAllStagesStoppedAsync(test, Materializer);
}
