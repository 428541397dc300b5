using System.Threading.Channels;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.TestKit;
using Akka.Util;

namespace Embedded.Contract.Tests;

/// <summary>The operators, each by its one sentence.</summary>
public sealed class StreamsOperatorTests : StreamsSpec
{
    private static readonly int[] _oneToFive = [1, 2, 3, 4, 5];

    [Fact]
    public async Task Take_ends_after_n() => await Gives([1, 2], Source.From(_oneToFive).Take(2));

    [Fact]
    public async Task Take_of_nothing_ends_at_once() => await Gives([], Source.From(_oneToFive).Take(0));

    [Fact]
    public async Task TakeWhile_ends_before_the_first_that_fails() => await Gives([1, 2], Source.From(_oneToFive).TakeWhile(x => x < 3));

    [Fact]
    public async Task TakeWhile_inclusive_ends_with_it() => await Gives([1, 2, 3], Source.From(_oneToFive).TakeWhile(x => x < 3, inclusive: true));

    [Fact]
    public async Task Skip_drops_n() => await Gives([4, 5], Source.From(_oneToFive).Skip(3));

    [Fact]
    public async Task SkipWhile_drops_until_the_first_that_fails() => await Gives([3, 4, 5], Source.From(_oneToFive).SkipWhile(x => x < 3));

    [Fact]
    public async Task Where_and_WhereNot_split()
    {
        await Gives([2, 4], Source.From(_oneToFive).Where(x => x % 2 == 0));
        await Gives([1, 3, 5], Source.From(_oneToFive).WhereNot(x => x % 2 == 0));
    }

    [Fact]
    public async Task Collect_maps_what_is_defined() => await Gives(["2", "4"], Source.From(_oneToFive).Collect(x => x % 2 == 0, x => x.ToString()));

    [Fact]
    public async Task SelectMany_flattens() => await Gives([1, 2, 2, 3, 3, 3], Source.From([0, 1, 2, 3]).SelectMany(x => Enumerable.Repeat(x, x)));

    [Fact]
    public async Task Scan_gives_every_step() => await Gives([0, 1, 3, 6, 10, 15], Source.From(_oneToFive).Scan(0, (a, b) => a + b));

    [Fact]
    public async Task Aggregate_gives_the_last() => await Gives([15], Source.From(_oneToFive).Aggregate(0, (a, b) => a + b));

    [Fact]
    public async Task Aggregate_of_nothing_gives_the_zero() => await Gives([7], Source.Empty<int>().Aggregate(7, (a, b) => a + b));

    [Fact]
    public async Task Sum_needs_an_element()
    {
        await Gives([15], Source.From(_oneToFive).Sum((a, b) => a + b));
        await Assert.ThrowsAsync<NoSuchElementException>(() => Run(Source.Empty<int>().Sum((a, b) => a + b)));
    }

    [Fact]
    public async Task Grouped_makes_chunks() =>
        await Gives(["1,2", "3,4", "5"], Source.From(_oneToFive).Grouped(2).Select(group => string.Join(",", group)));

    [Fact]
    public async Task Concat_and_Prepend_put_one_behind_the_other()
    {
        await Gives([1, 2, 3, 4], Source.From([1, 2]).Concat(Source.From([3, 4])));
        await Gives([3, 4, 1, 2], Source.From([1, 2]).Prepend(Source.From([3, 4])));
        await Gives([1], Source.Single(1).Concat(Source.Empty<int>()));
    }

    [Fact]
    public async Task Merge_takes_from_both() =>
        Assert.Equal([1, 2, 3, 4], (await Run(Source.From([1, 2]).Merge(Source.From([3, 4])))).Order());

    [Fact]
    public async Task Zip_makes_pairs_until_one_ends() => await Gives([(1, "a"), (2, "b")], Source.From([1, 2, 3]).Zip(Source.From(["a", "b"])));

    [Fact]
    public async Task ZipWith_combines() => await Gives([11, 22], Source.From([1, 2]).ZipWith(Source.From([10, 20]), (a, b) => a + b));

    [Fact]
    public async Task ZipWithIndex_counts() => await Gives([("a", 0L), ("b", 1L)], Source.From(["a", "b"]).ZipWithIndex());

    [Fact]
    public async Task Recover_makes_a_last_element_of_a_failure() =>
        await Gives([1, -1], Source.Single(1).Concat(Source.Failed<int>(new Broken())).Recover(e => e is Broken ? Option<int>.Create(-1) : Option<int>.None));

    [Fact]
    public async Task RecoverWithRetries_goes_on_with_another_source() =>
        await Gives([1, 2], Source.Failed<int>(new Broken()).RecoverWithRetries(_ => Source.From([1, 2]), 1));

    [Fact]
    public async Task SelectError_makes_another_failure_of_it() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => Run(Source.Failed<int>(new Broken()).SelectError(_ => new InvalidDataException())));

    [Fact]
    public async Task ConcatMany_takes_one_source_after_the_other() =>
        await Gives([1, 1, 2, 2, 3, 3], Source.From([1, 2, 3]).ConcatMany(x => Source.From([x, x])));

    [Fact]
    public async Task MergeMany_takes_from_several() =>
        Assert.Equal([1, 1, 2, 2, 3, 3], (await Run(Source.From([1, 2, 3]).MergeMany(2, x => Source.From([x, x])))).Order());

    [Fact]
    public void Buffer_takes_ahead_of_demand()
    {
        var (up, down) = Probes(Flow.Create<int>().Buffer(2, OverflowStrategy.DropHead));

        down.EnsureSubscription();
        for (var i = 1; i <= 4; i++) up.SendNext(i);
        up.SendComplete();
        down.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        down.Request(3).ExpectNext(3, 4);
        down.ExpectComplete();
    }

    [Fact]
    public void Buffer_with_strategy_Fail_fails()
    {
        var (up, down) = Probes(Flow.Create<int>().Buffer(1, OverflowStrategy.Fail));

        down.EnsureSubscription();
        up.SendNext(1).SendNext(2);

        Assert.IsType<BufferOverflowException>(down.ExpectError());
    }

    [Fact]
    public void Conflate_makes_one_of_what_waits()
    {
        var (up, down) = Probes(Flow.Create<int>().Conflate((a, b) => a + b));

        down.EnsureSubscription();
        up.SendNext(1).SendNext(2).SendNext(3).SendComplete();
        down.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        down.Request(1).ExpectNext(6);
        down.ExpectComplete();
    }

    [Fact]
    public void Batch_holds_upstream_back_when_it_is_full()
    {
        var (up, down) = Probes(Flow.Create<int>().Batch(2, x => x.ToString(), (s, x) => s + x));

        down.EnsureSubscription();
        up.SendNext(1).SendNext(2).SendNext(3).SendNext(4).SendComplete();
        down.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        down.Request(1).ExpectNext("12").ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        down.Request(1).ExpectNext("34").ExpectComplete();
    }

    [Fact]
    public async Task AlsoTo_feeds_the_sink_too()
    {
        var channel = Channel.CreateUnbounded<int>();

        await Gives([1, 2], Source.From([1, 2]).AlsoTo(Sink.FromWriter(channel.Writer, true)));

        Assert.Equal([1, 2], await channel.Reader.ReadAllAsync().Collect());
    }

    [Fact]
    public async Task Balance_gives_each_element_to_one()
    {
        var graph = RunnableGraph.FromGraph(GraphDsl.Create(
            Sink.Seq<int>(), Sink.Seq<int>(), (left, right) => (left, right),
            (b, left, right) =>
            {
                var balance = b.Add(new Balance<int>(2));
                b.From(b.Add(Source.From(Enumerable.Range(0, 100)))).To(balance.In);
                b.From(balance.Out(0)).To(left);
                b.From(balance.Out(1)).To(right);
                return ClosedShape.Instance;
            }));

        var (first, second) = graph.Run(Materializer);

        Assert.Equal(Enumerable.Range(0, 100), (await first.WaitAsync(Soon)).Concat(await second.WaitAsync(Soon)).Order());
    }

    [Fact]
    public async Task Partition_goes_by_the_function()
    {
        var graph = RunnableGraph.FromGraph(GraphDsl.Create(
            Sink.Seq<int>(), Sink.Seq<int>(), (left, right) => (left, right),
            (b, left, right) =>
            {
                var partition = b.Add(new Partition<int>(2, x => x % 2));
                b.From(b.Add(Source.From(_oneToFive))).To(partition.In);
                b.From(partition.Out(0)).To(left);
                b.From(partition.Out(1)).To(right);
                return ClosedShape.Instance;
            }));

        var (even, odd) = graph.Run(Materializer);

        Assert.Equal([2, 4], await even.WaitAsync(Soon));
        Assert.Equal([1, 3, 5], await odd.WaitAsync(Soon));
    }

    [Fact]
    public async Task Sources_of_many_kinds()
    {
        await Gives([1, 2], Source.From([1, 2]));
        await Gives([1, 2], Source.From(() => Numbers()));
        await Gives([7], Source.FromTask(Task.Run(() => 7)));
        await Gives([0, 1, 2], Source.Unfold(0, n => n < 3 ? Option<(int, int)>.Create((n + 1, n)) : Option<(int, int)>.None));
        await Gives([0, 1, 2], Source.UnfoldAsync(0, async n =>
        {
            await Task.Yield();
            return n < 3 ? Option<(int, int)>.Create((n + 1, n)) : Option<(int, int)>.None;
        }));
        await Gives(["a", "a"], Source.Repeat("a").Take(2));
        await Gives([1, 2, 1], Source.Cycle(() => ((IEnumerable<int>)[1, 2]).GetEnumerator()).Take(3));
        await Gives([5], Source.Lazily(() => Source.Single(5)).MapMaterializedValue(_ => Akka.NotUsed.Instance));
        await Assert.ThrowsAsync<Broken>(() => Run(Source.FromTask(Task.FromException<int>(new Broken()))));
    }

    [Fact]
    public async Task Sinks_of_many_kinds()
    {
        var source = Source.From(_oneToFive);
        var seen = new List<int>();

        Assert.Equal(1, await source.RunWith(Sink.First<int>(), Materializer).WaitAsync(Soon));
        Assert.Equal(5, await source.RunWith(Sink.Last<int>(), Materializer).WaitAsync(Soon));
        Assert.Equal(0, await Source.Empty<int>().RunWith(Sink.FirstOrDefault<int>(), Materializer).WaitAsync(Soon));
        await Assert.ThrowsAsync<NoSuchElementException>(() => Source.Empty<int>().RunWith(Sink.First<int>(), Materializer).WaitAsync(Soon));
        await source.RunForeach(seen.Add, Materializer).WaitAsync(Soon);
        Assert.Equal(_oneToFive, seen);
        Assert.Equal(15, await source.RunAggregate(0, (a, b) => a + b, Materializer).WaitAsync(Soon));
        Assert.Equal(_oneToFive, await source.RunAsAsyncEnumerable(Materializer).Collect());
        Assert.Equal(_oneToFive, await source.RunWith(ChannelSink.AsReader<int>(2), Materializer).ReadAllAsync().Collect());
    }

    [Fact]
    public async Task A_channel_source_reads_until_the_writer_is_complete()
    {
        var (writer, result) = ChannelSource.Create<int>(2).ToMaterialized(Sink.Seq<int>(), Keep.Both).Run(Materializer);

        foreach (var x in _oneToFive) await writer.WriteAsync(x);
        writer.Complete();

        Assert.Equal(_oneToFive, await result.WaitAsync(Soon));
    }

    [Fact]
    public async Task Leaving_an_asynchronous_enumeration_ends_the_stream()
    {
        var (done, source) = (new TaskCompletionSource(), Source.Repeat(1));
        await foreach (var _ in source.Via(new Scripted<int, int>(logic => logic.Stopped = done.SetResult)).RunAsAsyncEnumerable(Materializer)) break;

        await done.Task.WaitAsync(Soon);
    }

    [Fact]
    public void A_maybe_that_is_nothing_completes()
    {
        var (promise, down) = Source.Maybe<string>().ToMaterialized(this.SinkProbe<string>(), Keep.Both).Run(Materializer);

        down.Request(1);
        promise.SetResult(null!);

        down.ExpectComplete();
    }

    [Fact]
    public async Task Delay_gives_each_element_later()
    {
        var begin = System.Diagnostics.Stopwatch.GetTimestamp();

        await Gives([1, 2, 3], Source.From([1, 2, 3]).Delay(TimeSpan.FromMilliseconds(50)));

        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(begin) > TimeSpan.FromMilliseconds(30));
    }

    [Fact]
    public async Task IdleTimeout_fails_where_nothing_comes_any_more() =>
        await Assert.ThrowsAsync<TimeoutException>(() => Run(Source.Never<int>().IdleTimeout(TimeSpan.FromMilliseconds(50))));

    private static async IAsyncEnumerable<int> Numbers()
    {
        yield return 1;
        await Task.Yield();
        yield return 2;
    }

    private Task<System.Collections.Immutable.IImmutableList<T>> Run<T>(Source<T, Akka.NotUsed> source) =>
        source.RunWith(Sink.Seq<T>(), Materializer).WaitAsync(Soon);

    private async Task Gives<T>(IEnumerable<T> expected, Source<T, Akka.NotUsed> source) => Assert.Equal(expected, await Run(source));
}

internal static class Enumerations
{
    public static async Task<List<T>> Collect<T>(this IAsyncEnumerable<T> elements)
    {
        var all = new List<T>();
        await foreach (var element in elements) all.Add(element);
        return all;
    }
}
