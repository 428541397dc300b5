using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Stage;
using Akka.Streams.TestKit;
using Akka.TestKit;
using AkkaH2.Stages;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Stages;

public sealed class BridgeStageTests : StageTest
{
    [Fact]
    public async Task One_batch_goes_up_at_a_time_and_the_next_is_read_after_its_acknowledgement() => await AllStagesStop(async () =>
    {
        var connection = CreateTestProbe();
        var (source, pipeline, sink) = Between(connection);
        FrameBatch first = new(), second = new();

        await source.SendNextAsync(first);
        await source.SendNextAsync(second);
        Assert.Same(first, await connection.ExpectMsgAsync<FrameBatch>());
        await connection.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
        pipeline.Invoke(BatchDone.Instance);
        Assert.Same(second, await connection.ExpectMsgAsync<FrameBatch>());

        await sink.CancelAsync();
        await source.SendCompleteAsync();
    });

    [Fact]
    public async Task Demand_is_told_and_answered_with_one_batch() => await AllStagesStop(async () =>
    {
        var connection = CreateTestProbe();
        var (source, pipeline, sink) = Between(connection);
        await sink.RequestAsync(1);
        await connection.ExpectMsgAsync<WriteDemand>();

        var batch = new WriteBatch { Frames = { Ping(1) } };
        pipeline.Invoke(batch);
        Assert.Same(batch, await sink.ExpectNextAsync());

        pipeline.Invoke(CloseOutput.Instance);
        await sink.ExpectCompleteAsync();
        await source.SendCompleteAsync();
    });

    [Fact]
    public async Task The_end_of_the_input_is_told_and_the_output_stays_open() => await AllStagesStop(async () =>
    {
        var connection = CreateTestProbe();
        var (source, pipeline, sink) = Between(connection);
        await source.SendCompleteAsync();
        Assert.Null((await connection.ExpectMsgAsync<InputClosed>()).Cause);

        await sink.RequestAsync(1);
        await connection.ExpectMsgAsync<WriteDemand>();
        pipeline.Invoke(new WriteBatch());
        await sink.ExpectNextAsync();
        pipeline.Invoke(CloseOutput.Instance);
        await sink.ExpectCompleteAsync();
    });

    [Fact]
    public async Task A_failure_of_the_input_is_told_as_a_value() => await AllStagesStop(async () =>
    {
        var connection = CreateTestProbe();
        var (source, _, sink) = Between(connection);
        await source.SendErrorAsync(new IOException("reset by peer"));
        Assert.IsType<IOException>((await connection.ExpectMsgAsync<InputClosed>()).Cause);
        await sink.CancelAsync();
    });

    [Fact]
    public async Task A_connection_that_has_stopped_stops_its_pipeline_in_both_directions() => await AllStagesStop(async () =>
    {
        var connection = CreateTestProbe();
        var (source, pipeline, sink) = Between(connection);
        pipeline.Invoke(ConnectionStopped.Instance);
        await source.ExpectCancellationAsync();
        await sink.ExpectErrorAsync();
        await connection.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
    });

    [Fact]
    public async Task A_pipeline_that_is_stopped_from_outside_is_told_as_an_input_that_failed()
    {
        var (connection, materializer) = (CreateTestProbe(), ActorMaterializer.Create(Sys));
        Between(connection, materializer);
        materializer.Shutdown();
        Assert.NotNull((await connection.ExpectMsgAsync<InputClosed>()).Cause);
    }

    private (TestPublisher.Probe<FrameBatch> In, IAsyncCallback<object> Pipeline, TestSubscriber.Probe<WriteBatch> Out) Between(TestProbe connection, IMaterializer? materializer = null)
    {
        var ((source, pipeline), sink) = this.SourceProbe<FrameBatch>()
            .ViaMaterialized(new BridgeStage().AddAttributes(Ends(connection: connection.Ref)), Keep.Both)
            .ToMaterialized(this.SinkProbe<WriteBatch>(), Keep.Both)
            .Run(materializer ?? Materializer);
        sink.EnsureSubscription();
        return (source, pipeline, sink);
    }
}
