using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.TestKit;
using AkkaH2.Protocol;
using AkkaH2.Stages;
using AkkaH2.Transports;

namespace AkkaH2.Tests.Stages;

/// <summary>One stage between two probes: elements go in and come out one at a time, as the test says.</summary>
public abstract class StageTest : Akka.TestKit.Xunit2.TestKit
{
    protected StageTest() => Materializer = Sys.Materializer();

    protected ActorMaterializer Materializer { get; }

    protected (TestPublisher.Probe<TIn> In, TestSubscriber.Probe<TOut> Out) Between<TIn, TOut>(IGraph<FlowShape<TIn, TOut>, NotUsed> stage)
    {
        var (source, sink) = this.SourceProbe<TIn>()
            .Via(stage)
            .ToMaterialized(this.SinkProbe<TOut>(), Keep.Both)
            .Run(Materializer);
        sink.EnsureSubscription();
        return (source, sink);
    }

    /// <summary>The ends of a pipeline, as a stage is given them: where it needs none of them, there are none.</summary>
    private protected static Attributes Ends(ITransportConnection? transport = null, IActorRef? connection = null, DecodingLimits? limits = null) =>
        new(new PipelineEnds(transport!, connection!, limits!, new Traffic()));

    /// <summary>Whatever the test does, afterwards no stage is left.</summary>
    protected Task AllStagesStop(Func<Task> test) => this.AssertAllStagesStoppedAsync(test, Materializer);
}
