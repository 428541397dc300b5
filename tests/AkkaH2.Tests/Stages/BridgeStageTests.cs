using AkkaH2.Stages;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Stages;

public sealed class BridgeStageTests : StageTest
{
    [Fact]
    public async Task One_batch_goes_up_at_a_time_and_the_next_is_read_after_its_acknowledgement() => await AllStagesStop(async () =>
    {
        var connection = CreateTestProbe();
        var (source, sink) = Between(new BridgeStage(connection.Ref));
        var pipeline = (await connection.ExpectMsgAsync<PipelineReady>()).Pipeline;
        FrameBatch first = new(), second = new();

        await source.SendNextAsync(first);
        await source.SendNextAsync(second);
        Assert.Same(first, await connection.ExpectMsgAsync<FrameBatch>());
        await connection.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
        pipeline.Tell(BatchDone.Instance, connection.Ref);
        Assert.Same(second, await connection.ExpectMsgAsync<FrameBatch>());

        await sink.CancelAsync();
        await source.SendCompleteAsync();
    });

    [Fact]
    public async Task Demand_is_told_and_answered_with_one_batch() => await AllStagesStop(async () =>
    {
        var connection = CreateTestProbe();
        var (source, sink) = Between(new BridgeStage(connection.Ref));
        var pipeline = (await connection.ExpectMsgAsync<PipelineReady>()).Pipeline;
        await sink.RequestAsync(1);
        await connection.ExpectMsgAsync<WriteDemand>();

        var batch = new WriteBatch { Frames = { Ping(1) } };
        pipeline.Tell(batch, connection.Ref);
        Assert.Same(batch, await sink.ExpectNextAsync());

        pipeline.Tell(CloseOutput.Instance, connection.Ref);
        await sink.ExpectCompleteAsync();
        await source.SendCompleteAsync();
    });

    [Fact]
    public async Task The_end_of_the_input_is_told_and_the_output_stays_open() => await AllStagesStop(async () =>
    {
        var connection = CreateTestProbe();
        var (source, sink) = Between(new BridgeStage(connection.Ref));
        var pipeline = (await connection.ExpectMsgAsync<PipelineReady>()).Pipeline;
        await source.SendCompleteAsync();
        Assert.Null((await connection.ExpectMsgAsync<InputClosed>()).Cause);

        await sink.RequestAsync(1);
        await connection.ExpectMsgAsync<WriteDemand>();
        pipeline.Tell(new WriteBatch(), connection.Ref);
        await sink.ExpectNextAsync();
        pipeline.Tell(CloseOutput.Instance, connection.Ref);
        await sink.ExpectCompleteAsync();
    });

    [Fact]
    public async Task A_failure_of_the_input_is_told_as_a_value() => await AllStagesStop(async () =>
    {
        var connection = CreateTestProbe();
        var (source, sink) = Between(new BridgeStage(connection.Ref));
        await connection.ExpectMsgAsync<PipelineReady>();
        await source.SendErrorAsync(new IOException("reset by peer"));
        Assert.IsType<IOException>((await connection.ExpectMsgAsync<InputClosed>()).Cause);
        await sink.CancelAsync();
    });
}
