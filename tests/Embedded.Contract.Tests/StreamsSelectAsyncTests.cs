using System.Collections.Concurrent;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Supervision;

namespace Embedded.Contract.Tests;

/// <summary>SelectAsync and SelectAsyncUnordered, over tasks that really run concurrently.</summary>
public sealed class StreamsSelectAsyncTests : StreamsSpec
{
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Results_come_in_the_order_of_the_elements()
    {
        var result = await Source.From(Enumerable.Range(0, 5_000)).SelectAsync(8, Concurrently).RunWith(Sink.Seq<int>(), Materializer).WaitAsync(_long);

        Assert.Equal(Enumerable.Range(0, 5_000), result);
    }

    /// <summary>
    /// akka.net #7518: elements were lost, and the stream completed normally, where tasks ran concurrently. Mended in 1.5.39 by #7521.
    /// </summary>
    [Fact]
    public async Task No_element_is_lost_issue_7518()
    {
        for (var round = 0; round < 20; round++)
        {
            var result = await Source.From(Enumerable.Range(0, 500)).SelectAsync(100, Concurrently).RunWith(Sink.Seq<int>(), Materializer).WaitAsync(_long);

            Assert.Equal(Enumerable.Range(0, 500), result);
        }
    }

    [Fact]
    public async Task Unordered_loses_none_either()
    {
        var result = await Source.From(Enumerable.Range(0, 5_000)).SelectAsyncUnordered(8, Concurrently).RunWith(Sink.Seq<int>(), Materializer).WaitAsync(_long);

        Assert.Equal(Enumerable.Range(0, 5_000), result.Order());
    }

    [Fact]
    public void Ordered_waits_for_the_first()
    {
        var tasks = new ConcurrentDictionary<int, TaskCompletionSource<int>>();
        var (up, down) = Probes(Flow.Create<int>().SelectAsync(3, Held(tasks)));

        down.Request(3);
        up.SendNext(1).SendNext(2);
        AwaitCondition(() => tasks.Count == 2);
        tasks[2].SetResult(2);
        down.ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        tasks[1].SetResult(1);

        down.ExpectNext(1, 2);
    }

    [Fact]
    public void Unordered_does_not()
    {
        var tasks = new ConcurrentDictionary<int, TaskCompletionSource<int>>();
        var (up, down) = Probes(Flow.Create<int>().SelectAsyncUnordered(3, Held(tasks)));

        down.Request(3);
        up.SendNext(1).SendNext(2);
        AwaitCondition(() => tasks.Count == 2);
        tasks[2].SetResult(2);
        down.ExpectNext(2);
        tasks[1].SetResult(1);

        down.ExpectNext(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Never_more_tasks_run_than_allowed(bool ordered)
    {
        var running = 0;
        var most = 0;
        async Task<int> Counted(int x)
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return x;
        }

        var source = Source.From(Enumerable.Range(0, 2_000));
        await (ordered ? source.SelectAsync(4, Counted) : source.SelectAsyncUnordered(4, Counted)).RunWith(Sink.Seq<int>(), Materializer).WaitAsync(_long);

        Assert.InRange(most, 1, 4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failed_task_fails_the_stream(bool ordered)
    {
        var source = Source.From(Enumerable.Range(0, 1_000));
        async Task<int> FailsAt500(int x)
        {
            await Task.Yield();
            return x == 500 ? throw new Broken() : x;
        }

        await Assert.ThrowsAsync<Broken>(() =>
            (ordered ? source.SelectAsync(8, FailsAt500) : source.SelectAsyncUnordered(8, FailsAt500)).RunWith(Sink.Seq<int>(), Materializer).WaitAsync(_long));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_function_that_throws_fails_the_stream(bool ordered)
    {
        Task<int> Throws(int x) => throw new Broken();
        var source = Source.Single(1);

        await Assert.ThrowsAsync<Broken>(() =>
            (ordered ? source.SelectAsync(8, Throws) : source.SelectAsyncUnordered(8, Throws)).RunWith(Sink.Seq<int>(), Materializer).WaitAsync(_long));
    }

    [Fact]
    public async Task A_cancelled_task_fails_the_stream()
    {
        var cancelled = Source.Single(1).SelectAsync(1, _ => Task.FromCanceled<int>(new CancellationToken(true)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.RunWith(Sink.Seq<int>(), Materializer).WaitAsync(_long));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_resuming_decider_drops_only_the_elements_that_failed(bool ordered)
    {
        var source = Source.From(Enumerable.Range(0, 1_000));
        async Task<int> FailsOften(int x)
        {
            await Task.Yield();
            return x % 3 == 0 ? throw new Broken() : x;
        }

        var result = await (ordered ? source.SelectAsync(8, FailsOften) : source.SelectAsyncUnordered(8, FailsOften))
            .WithAttributes(ActorAttributes.CreateSupervisionStrategy(Deciders.ResumingDecider))
            .RunWith(Sink.Seq<int>(), Materializer).WaitAsync(_long);

        Assert.Equal(Enumerable.Range(0, 1_000).Where(x => x % 3 != 0), ordered ? result : result.Order());
    }

    [Fact]
    public void Completion_waits_for_the_tasks()
    {
        var tasks = new ConcurrentDictionary<int, TaskCompletionSource<int>>();
        var (up, down) = Probes(Flow.Create<int>().SelectAsync(3, Held(tasks)));

        down.Request(3);
        up.SendNext(1).SendComplete();
        AwaitCondition(() => tasks.Count == 1);
        down.ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        tasks[1].SetResult(1);

        down.ExpectNext(1).ExpectComplete();
    }

    [Fact]
    public async Task ForEachAsync_does_all_before_it_is_done()
    {
        var done = new ConcurrentBag<int>();

        await Source.From(Enumerable.Range(0, 200)).RunWith(
            Sink.ForEachAsync<int>(4, async x =>
            {
                await Task.Yield();
                done.Add(x);
            }),
            Materializer).WaitAsync(_long);

        Assert.Equal(Enumerable.Range(0, 200), done.Order());
    }

    private static async Task<int> Concurrently(int x)
    {
        await Task.Yield();
        if (x % 7 == 0) Thread.SpinWait(500);
        return x;
    }

    private static Func<int, Task<int>> Held(ConcurrentDictionary<int, TaskCompletionSource<int>> tasks) =>
        x => tasks.GetOrAdd(x, _ => new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
            Interlocked.CompareExchange(ref target, value, seen);
    }
}
