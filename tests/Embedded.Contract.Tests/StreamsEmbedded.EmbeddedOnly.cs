using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.TestKit;

namespace Embedded.Contract.Tests;

/// <summary>Where the embedded runtime is stricter than Akka.NET.</summary>
public sealed class StreamsEmbedded : StreamsSpec
{
    /// <summary>Akka.NET stops what goes on, and then finds none.</summary>
    [Fact]
    public async Task AssertAllStagesStopped_finds_a_stage_that_goes_on()
    {
        TestPublisher.Probe<int>? up = null;

        await Assert.ThrowsAnyAsync<Exception>(() => this.AssertAllStagesStoppedAsync(
            () =>
            {
                up = this.SourceProbe<int>().To(Sink.Ignore<int>()).Run(Materializer);
                return Task.CompletedTask;
            },
            Materializer, TimeSpan.FromMilliseconds(200)));

        up!.SendComplete();
    }

    /// <summary>On Akka.NET the second stream gets nothing, not even an end.</summary>
    [Fact]
    public async Task A_stream_ref_that_is_run_again_fails()
    {
        var offered = await Source.Never<int>().RunWith(StreamRefs.SourceRef<int>(), Materializer).WaitAsync(Soon);
        offered.Source.RunWith(this.SinkProbe<int>(), Materializer).EnsureSubscription().ExpectNoMsg(TimeSpan.FromMilliseconds(20));

        var failure = offered.Source.RunWith(this.SinkProbe<int>(), Materializer).ExpectSubscriptionAndError();

        Assert.Contains("only once", Assert.IsType<RemoteStreamRefActorTerminatedException>(failure).Message);
    }
}
