using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.TestKit;

namespace Embedded.Contract.Tests;

/// <summary>Queues at both ends of a stream.</summary>
public sealed class StreamsQueueTests : StreamsSpec
{
    [Fact]
    public async Task Offered_elements_are_emitted()
    {
        var (queue, down) = Queue(4, OverflowStrategy.Backpressure);

        Assert.IsType<QueueOfferResult.Enqueued>(await queue.OfferAsync(1).WaitAsync(Soon));
        Assert.IsType<QueueOfferResult.Enqueued>(await queue.OfferAsync(2).WaitAsync(Soon));

        down.Request(2).ExpectNext(1, 2);
    }

    [Fact]
    public async Task Backpressure_holds_one_offer_back_until_there_is_room()
    {
        var (queue, down) = Queue(1, OverflowStrategy.Backpressure);

        await queue.OfferAsync(1).WaitAsync(Soon);
        var second = queue.OfferAsync(2);
        await Assert.ThrowsAnyAsync<Exception>(() => queue.OfferAsync(3).WaitAsync(Soon));
        Assert.False(second.IsCompleted);

        down.Request(1).ExpectNext(1);
        Assert.IsType<QueueOfferResult.Enqueued>(await second.WaitAsync(Soon));
        down.Request(1).ExpectNext(2);
    }

    [Theory]
    [InlineData(OverflowStrategy.DropHead, "2 3 4")]
    [InlineData(OverflowStrategy.DropTail, "1 2 4")]
    [InlineData(OverflowStrategy.DropBuffer, "4")]
    [InlineData(OverflowStrategy.DropNew, "1 2 3")]
    public async Task A_full_queue_drops_what_its_strategy_says(OverflowStrategy strategy, string left)
    {
        var (queue, down) = Queue(3, strategy);
        down.EnsureSubscription();

        for (var i = 1; i <= 3; i++) Assert.IsType<QueueOfferResult.Enqueued>(await queue.OfferAsync(i).WaitAsync(Soon));
        var last = await queue.OfferAsync(4).WaitAsync(Soon);
        queue.Complete();

        Assert.Equal(strategy == OverflowStrategy.DropNew, last is QueueOfferResult.Dropped);
        down.Request(10).ExpectNextN(left.Split(' ').Select(int.Parse));
        down.ExpectComplete();
    }

    [Fact]
    public async Task Fail_fails_the_stream_when_the_queue_overflows()
    {
        var (queue, down) = Queue(1, OverflowStrategy.Fail);
        down.EnsureSubscription();

        await queue.OfferAsync(1).WaitAsync(Soon);
        Assert.IsType<QueueOfferResult.Failure>(await queue.OfferAsync(2).WaitAsync(Soon));

        Assert.IsType<BufferOverflowException>(down.ExpectError());
        await Assert.ThrowsAsync<BufferOverflowException>(() => queue.WatchCompletionAsync().WaitAsync(Soon));
    }

    [Fact]
    public async Task Without_a_buffer_an_offer_waits_for_demand()
    {
        var (queue, down) = Queue(0, OverflowStrategy.Backpressure);
        down.EnsureSubscription();

        var offer = queue.OfferAsync(1);
        Assert.False(offer.IsCompleted);
        down.Request(1).ExpectNext(1);

        Assert.IsType<QueueOfferResult.Enqueued>(await offer.WaitAsync(Soon));
    }

    [Fact]
    public async Task Complete_emits_what_waits_first()
    {
        var (queue, down) = Queue(4, OverflowStrategy.Backpressure);
        await queue.OfferAsync(1).WaitAsync(Soon);

        queue.Complete();
        down.Request(1).ExpectNext(1);
        down.ExpectComplete();

        await queue.WatchCompletionAsync().WaitAsync(Soon);
    }

    [Fact]
    public async Task Fail_fails_the_stream()
    {
        var (queue, down) = Queue(4, OverflowStrategy.Backpressure);
        down.EnsureSubscription();

        queue.Fail(new Broken());

        Assert.IsType<Broken>(down.ExpectError());
        await Assert.ThrowsAsync<Broken>(() => queue.WatchCompletionAsync().WaitAsync(Soon));
    }

    [Fact]
    public async Task An_offer_to_a_cancelled_stream_does_not_hang()
    {
        var (queue, down) = Queue(4, OverflowStrategy.Backpressure);

        down.Cancel();
        await queue.WatchCompletionAsync().WaitAsync(Soon);

        var outcome = await Record.ExceptionAsync(async () => Assert.IsType<QueueOfferResult.QueueClosed>(await queue.OfferAsync(1).WaitAsync(Soon)));
        Assert.True(outcome is null or StreamDetachedException);
    }

    [Fact]
    public async Task Offers_from_many_threads_all_arrive()
    {
        var (queue, result) = Source.Queue<int>(16, OverflowStrategy.DropNew).ToMaterialized(Sink.Seq<int>(), Keep.Both).Run(Materializer);
        var enqueued = 0;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 1_000; i++)
                if (await queue.OfferAsync(i) is QueueOfferResult.Enqueued) Interlocked.Increment(ref enqueued);
        })));
        queue.Complete();

        Assert.Equal(enqueued, (await result.WaitAsync(Soon)).Count);
    }

    [Fact]
    public async Task A_sink_queue_gives_one_element_at_a_time_and_then_none()
    {
        var queue = Source.From([1, 2]).RunWith(Sink.Queue<int>(), Materializer);

        Assert.Equal(1, (await queue.PullAsync().WaitAsync(Soon)).Value);
        Assert.Equal(2, (await queue.PullAsync().WaitAsync(Soon)).Value);
        Assert.False((await queue.PullAsync().WaitAsync(Soon)).HasValue);
    }

    [Fact]
    public async Task A_sink_queue_gives_the_failure()
    {
        var queue = Source.Failed<int>(new Broken()).RunWith(Sink.Queue<int>(), Materializer);

        await Assert.ThrowsAsync<Broken>(() => queue.PullAsync().WaitAsync(Soon));
    }

    [Theory]
    [InlineData(OverflowStrategy.DropHead, 2)]
    [InlineData(OverflowStrategy.DropBuffer, 2)]
    [InlineData(OverflowStrategy.DropTail, 1)]
    [InlineData(OverflowStrategy.DropNew, 1)]
    public async Task Without_a_buffer_only_one_offer_waits_unless_back_pressured(OverflowStrategy strategy, int left)
    {
        var (queue, down) = Queue(0, strategy);
        down.EnsureSubscription();

        var first = queue.OfferAsync(1);
        var second = queue.OfferAsync(2);
        Assert.IsType<QueueOfferResult.Dropped>(await (left == 1 ? second : first).WaitAsync(Soon));

        down.Request(1).ExpectNext(left);
        Assert.IsType<QueueOfferResult.Enqueued>(await (left == 1 ? first : second).WaitAsync(Soon));
    }

    [Fact]
    public async Task A_queue_ends_with_its_stream()
    {
        var (killSwitch, queue) = Source.Queue<int>(4, OverflowStrategy.Backpressure)
            .ViaMaterialized(KillSwitches.Single<int>(), (q, s) => (s, q))
            .To(Sink.Ignore<int>()).Run(Materializer);

        killSwitch.Shutdown();

        await queue.WatchCompletionAsync().WaitAsync(Soon);
    }

    private (ISourceQueueWithComplete<int> Queue, TestSubscriber.Probe<int> Down) Queue(int size, OverflowStrategy strategy) =>
        Source.Queue<int>(size, strategy).ToMaterialized(this.SinkProbe<int>(), Keep.Both).Run(Materializer);
}
