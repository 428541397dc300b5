using AkkaH2.Protocol;
using AkkaH2.Stages;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Stages;

public sealed class EncoderStageTests : StageTest
{
    [Theory]
    [Trait("RFC 9113", "3.4")]
    [InlineData(Role.Client, 1)]
    [InlineData(Role.Server, 0)]
    public async Task A_client_begins_with_the_preface_and_a_server_does_not(Role role, int prefaces) => await AllStagesStop(async () =>
    {
        var (source, sink) = Between(new EncoderStage(role, 4096));
        await sink.RequestAsync(1);
        await source.SendNextAsync(Batch(Settings()));
        var octets = Take(await sink.ExpectNextAsync());
        Assert.Equal((prefaces * ConnectionPreface.Size) + FrameHeader.Size, octets.Length);
        Assert.Equal(prefaces == 1, ConnectionPreface.Match(octets) == PrefaceMatch.Whole);

        await sink.RequestAsync(1);
        await source.SendNextAsync(Batch(Settings()));
        Assert.Equal(FrameHeader.Size, Take(await sink.ExpectNextAsync()).Length);
        await source.SendCompleteAsync();
        await sink.ExpectCompleteAsync();
    });

    [Fact]
    public async Task A_batch_without_frames_asks_for_the_next_one() => await AllStagesStop(async () =>
    {
        var (source, sink) = Between(new EncoderStage(Role.Server, 4096));
        await sink.RequestAsync(1);
        await source.SendNextAsync(Batch());
        await source.SendNextAsync(Batch(Settings()));
        Assert.Equal(FrameHeader.Size, Take(await sink.ExpectNextAsync()).Length);
        await source.SendCompleteAsync();
        await sink.ExpectCompleteAsync();
    });

    // As TransportSink does before it asks for more.
    private static byte[] Take(PooledWriter octets)
    {
        var taken = octets.Written.ToArray();
        octets.Clear();
        return taken;
    }

    private static WriteBatch Batch(params Frame[] frames)
    {
        var batch = new WriteBatch();
        batch.Frames.AddRange(frames.Select(OutboundFrames.ToOutbound));
        return batch;
    }
}
