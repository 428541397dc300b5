using Akka.Actor;
using Akka.Event;
using Akka.Streams.Dsl.Internal;
using Akka.Streams.Stages;
using Akka.Util;

namespace Akka.Streams.Dsl;

/// <summary>What a flow can be extended with. Each operation is one stage (or a small graph) behind the flow.</summary>
public static class FlowOperations
{
    /// <summary>One element out for each in.</summary>
    public static Flow<TIn, TNext, TMat> Select<TIn, TOut, TNext, TMat>(this Flow<TIn, TOut, TMat> flow, Func<TOut, TNext> mapper) =>
        flow.Via(new Select<TOut, TNext>(mapper));

    /// <summary>All elements of what the function makes of each element.</summary>
    public static Flow<TIn, TNext, TMat> SelectMany<TIn, TOut, TNext, TMat>(
        this Flow<TIn, TOut, TMat> flow, Func<TOut, IEnumerable<TNext>> mapConcater) =>
        flow.Via(new StatefulSelectMany<TOut, TNext>(() => mapConcater));

    /// <summary>As SelectMany, with a function of its own for each materialization.</summary>
    public static Flow<TIn, TNext, TMat> StatefulSelectMany<TIn, TOut, TNext, TMat>(
        this Flow<TIn, TOut, TMat> flow, Func<Func<TOut, IEnumerable<TNext>>> mapConcaterFactory) =>
        flow.Via(new StatefulSelectMany<TOut, TNext>(mapConcaterFactory));

    /// <summary>Maps with tasks, so many at a time; results in the order of the elements.</summary>
    public static Flow<TIn, TNext, TMat> SelectAsync<TIn, TOut, TNext, TMat>(
        this Flow<TIn, TOut, TMat> flow, int parallelism, Func<TOut, Task<TNext>> asyncMapper) =>
        flow.Via(new SelectAsync<TOut, TNext>(parallelism, asyncMapper, ordered: true));

    /// <summary>Maps with tasks, so many at a time; results as they come.</summary>
    public static Flow<TIn, TNext, TMat> SelectAsyncUnordered<TIn, TOut, TNext, TMat>(
        this Flow<TIn, TOut, TMat> flow, int parallelism, Func<TOut, Task<TNext>> asyncMapper) =>
        flow.Via(new SelectAsync<TOut, TNext>(parallelism, asyncMapper, ordered: false));

    /// <summary>Only the elements that pass.</summary>
    public static Flow<TIn, TOut, TMat> Where<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, Predicate<TOut> predicate) =>
        flow.Via(new Where<TOut>(predicate));

    /// <summary>Only the elements that do not pass.</summary>
    public static Flow<TIn, TOut, TMat> WhereNot<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, Predicate<TOut> predicate) =>
        flow.Via(new Where<TOut>(element => !predicate(element)));

    /// <summary>Only the elements that are defined, mapped.</summary>
    public static Flow<TIn, TNext, TMat> Collect<TIn, TOut, TNext, TMat>(
        this Flow<TIn, TOut, TMat> flow, Func<TOut, bool> isDefined, Func<TOut, TNext> collector) =>
        flow.Via(new Collect<TOut, TNext>(isDefined, collector));

    /// <summary>The first n elements, then the end.</summary>
    public static Flow<TIn, TOut, TMat> Take<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, long n) =>
        flow.Via(new Take<TOut>(n));

    /// <summary>Elements until the first that does not pass; inclusive: with it.</summary>
    public static Flow<TIn, TOut, TMat> TakeWhile<TIn, TOut, TMat>(
        this Flow<TIn, TOut, TMat> flow, Predicate<TOut> predicate, bool inclusive = false) =>
        flow.Via(new TakeWhile<TOut>(predicate, inclusive));

    /// <summary>Elements until the time is over.</summary>
    public static Flow<TIn, TOut, TMat> TakeWithin<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, TimeSpan duration) =>
        flow.Via(new TakeWithin<TOut>(duration));

    /// <summary>All but the first n elements.</summary>
    public static Flow<TIn, TOut, TMat> Skip<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, long n) =>
        flow.Via(new Skip<TOut>(n));

    /// <summary>All elements from the first that does not pass.</summary>
    public static Flow<TIn, TOut, TMat> SkipWhile<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, Predicate<TOut> predicate) =>
        flow.Via(new SkipWhile<TOut>(predicate));

    /// <summary>Fails after max elements.</summary>
    public static Flow<TIn, TOut, TMat> Limit<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, long max) =>
        flow.Via(new Limit<TOut>(max));

    /// <summary>One element at the end: all elements folded.</summary>
    public static Flow<TIn, TNext, TMat> Aggregate<TIn, TOut, TNext, TMat>(
        this Flow<TIn, TOut, TMat> flow, TNext zero, Func<TNext, TOut, TNext> fold) =>
        flow.Via(new Aggregate<TOut, TNext>(zero, fold));

    /// <summary>All elements folded, with every intermediate result.</summary>
    public static Flow<TIn, TNext, TMat> Scan<TIn, TOut, TNext, TMat>(
        this Flow<TIn, TOut, TMat> flow, TNext zero, Func<TNext, TOut, TNext> scan) =>
        flow.Via(new Scan<TOut, TNext>(zero, scan));

    /// <summary>All elements folded into one of their own.</summary>
    public static Flow<TIn, TOut, TMat> Sum<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, Func<TOut, TOut, TOut> reduce) =>
        flow.Via(new Sum<TOut>(reduce));

    /// <summary>Chunks of n; the last may be shorter.</summary>
    public static Flow<TIn, IEnumerable<TOut>, TMat> Grouped<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, int n) =>
        flow.Via(new Grouped<TOut>(n));

    /// <summary>Chunks of n, or of what came within the time.</summary>
    public static Flow<TIn, IEnumerable<TOut>, TMat> GroupedWithin<TIn, TOut, TMat>(
        this Flow<TIn, TOut, TMat> flow, int n, TimeSpan timeout) =>
        flow.Via(new GroupedWithin<TOut>(n, timeout));

    /// <summary>A buffer between what comes and what is asked for.</summary>
    public static Flow<TIn, TOut, TMat> Buffer<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, int size, OverflowStrategy strategy) =>
        flow.Via(new Buffer<TOut>(size, strategy));

    /// <summary>While there is no demand, elements become one.</summary>
    public static Flow<TIn, TOut, TMat> Conflate<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, Func<TOut, TOut, TOut> aggregate) =>
        flow.ConflateWithSeed(element => element, aggregate);

    /// <summary>While there is no demand, elements become one, of another type.</summary>
    public static Flow<TIn, TSeed, TMat> ConflateWithSeed<TIn, TOut, TMat, TSeed>(
        this Flow<TIn, TOut, TMat> flow, Func<TOut, TSeed> seed, Func<TSeed, TOut, TSeed> aggregate) =>
        flow.Via(new Batch<TOut, TSeed>(1, _ => 0, seed, aggregate));

    /// <summary>As ConflateWithSeed, up to max elements; then upstream waits.</summary>
    public static Flow<TIn, TNext, TMat> Batch<TIn, TOut, TNext, TMat>(
        this Flow<TIn, TOut, TMat> flow, long max, Func<TOut, TNext> seed, Func<TNext, TOut, TNext> aggregate) =>
        flow.Via(new Batch<TOut, TNext>(max, _ => 1, seed, aggregate));

    /// <summary>As Batch, with a cost for each element.</summary>
    public static Flow<TIn, TNext, TMat> BatchWeighted<TIn, TOut, TNext, TMat>(
        this Flow<TIn, TOut, TMat> flow, long max, Func<TOut, long> costFunction, Func<TOut, TNext> seed, Func<TNext, TOut, TNext> aggregate) =>
        flow.Via(new Batch<TOut, TNext>(max, costFunction, seed, aggregate));

    /// <summary>At most so many elements per time.</summary>
    public static Flow<TIn, TOut, TMat> Throttle<TIn, TOut, TMat>(
        this Flow<TIn, TOut, TMat> flow, int elements, TimeSpan per, int maximumBurst, ThrottleMode mode) =>
        flow.Via(new Throttle<TOut>(elements, per, maximumBurst, _ => 1, mode));

    /// <summary>At most so much cost per time.</summary>
    public static Flow<TIn, TOut, TMat> Throttle<TIn, TOut, TMat>(
        this Flow<TIn, TOut, TMat> flow, int cost, TimeSpan per, int maximumBurst, Func<TOut, int> calculateCost, ThrottleMode mode) =>
        flow.Via(new Throttle<TOut>(cost, per, maximumBurst, calculateCost, mode));

    /// <summary>Each element so much later.</summary>
    public static Flow<TIn, TOut, TMat> Delay<TIn, TOut, TMat>(
        this Flow<TIn, TOut, TMat> flow, TimeSpan of, DelayOverflowStrategy? strategy = null) =>
        flow.Via(new Delay<TOut>(of, strategy ?? DelayOverflowStrategy.DropTail));

    /// <summary>Fails unless the first element comes within the time.</summary>
    public static Flow<TIn, TOut, TMat> InitialTimeout<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, TimeSpan timeout) =>
        flow.Via(new TimeoutStage<TOut>(TimeoutKind.Initial, timeout));

    /// <summary>Fails unless the end comes within the time.</summary>
    public static Flow<TIn, TOut, TMat> CompletionTimeout<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, TimeSpan timeout) =>
        flow.Via(new TimeoutStage<TOut>(TimeoutKind.Completion, timeout));

    /// <summary>Fails when no element comes for the time.</summary>
    public static Flow<TIn, TOut, TMat> IdleTimeout<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, TimeSpan timeout) =>
        flow.Via(new TimeoutStage<TOut>(TimeoutKind.Idle, timeout));

    /// <summary>A failure becomes a last element, where the function has one for it.</summary>
    public static Flow<TIn, TOut, TMat> Recover<TIn, TOut, TMat>(
        this Flow<TIn, TOut, TMat> flow, Func<Exception, Option<TOut>> partialFunc) =>
        flow.Via(new Recover<TOut>(partialFunc));

    /// <summary>In place of a failure another source, so often.</summary>
    public static Flow<TIn, TOut, TMat> RecoverWithRetries<TIn, TOut, TMat>(
        this Flow<TIn, TOut, TMat> flow, Func<Exception, IGraph<SourceShape<TOut>, TMat>> partialFunc, int attempts) =>
        flow.Via(new RecoverWith<TOut, TMat>(partialFunc, attempts));

    /// <summary>All elements of the source that the function makes of each element, one after the other.</summary>
    public static Flow<TIn, TNext, TMat> ConcatMany<TIn, TOut, TNext, TMat>(
        this Flow<TIn, TOut, TMat> flow, Func<TOut, IGraph<SourceShape<TNext>, TMat>> flatten) =>
        flow.Select(flatten).Via(new FlattenMerge<TNext, TMat>(1));

    /// <summary>All elements of the sources that the function makes of each element, of so many at a time.</summary>
    public static Flow<TIn, TNext, TMat> MergeMany<TIn, TOut, TNext, TMat>(
        this Flow<TIn, TOut, TMat> flow, int breadth, Func<TOut, IGraph<SourceShape<TNext>, TMat>> flatten) =>
        flow.Select(flatten).Via(new FlattenMerge<TNext, TMat>(breadth));

    /// <summary>Another failure in place of a failure.</summary>
    public static Flow<TIn, TOut, TMat> SelectError<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, Func<Exception, Exception> selector) =>
        flow.Via(new SelectError<TOut>(selector));

    /// <summary>Then the elements of the other source.</summary>
    public static Flow<TIn, TOut, TMat> Concat<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, IGraph<SourceShape<TOut>, TMat> other) =>
        flow.Via(Fan.In<TOut, TOut, TOut, TMat>(other, new Concat<TOut, TOut>(2), other: 1));

    /// <summary>First the elements of the other source.</summary>
    public static Flow<TIn, TNext, TMat> Prepend<TIn, TOut, TNext, TMat>(
        this Flow<TIn, TOut, TMat> flow, IGraph<SourceShape<TNext>, TMat> that)
        where TOut : TNext =>
        flow.Via(Fan.In<TOut, TNext, TNext, TMat>(that, new Concat<TNext, TNext>(2), other: 0));

    /// <summary>The elements of both, as they come.</summary>
    public static Flow<TIn, TNext, TMat> Merge<TIn, TOut, TNext, TMat>(
        this Flow<TIn, TOut, TMat> flow, IGraph<SourceShape<TNext>, TMat> other, bool eagerComplete = false)
        where TOut : TNext =>
        flow.Via(Fan.In<TOut, TNext, TNext, TMat>(other, new Merge<TNext, TNext>(2, eagerComplete), other: 1));

    /// <summary>Pairs of one element of each.</summary>
    public static Flow<TIn, (TOut, TNext), TMat> Zip<TIn, TOut, TNext, TMat>(
        this Flow<TIn, TOut, TMat> flow, IGraph<SourceShape<TNext>, TMat> other) =>
        flow.Via(Fan.In<TOut, TNext, (TOut, TNext), TMat>(other, new Zip<TOut, TNext>(), other: 1));

    /// <summary>One element of each, combined.</summary>
    public static Flow<TIn, TNext, TMat> ZipWith<TIn, TOut, TOther, TNext, TMat>(
        this Flow<TIn, TOut, TMat> flow, IGraph<SourceShape<TOther>, TMat> other, Func<TOut, TOther, TNext> combine) =>
        flow.Via(Fan.In<TOut, TOther, TNext, TMat>(other, new ZipWith<TOut, TOther, TNext>(combine), other: 1));

    /// <summary>Each element with its number.</summary>
    public static Flow<TIn, (TOut, long), TMat> ZipWithIndex<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow) =>
        flow.Via(new StatefulSelectMany<TOut, (TOut, long)>(Indexing.Of<TOut>));

    /// <summary>Each element also to the sink; it waits for both.</summary>
    public static Flow<TIn, TOut, TMat> AlsoTo<TIn, TOut, TMat>(this Flow<TIn, TOut, TMat> flow, IGraph<SinkShape<TOut>, TMat> that) =>
        flow.Via(Fan.Out(that, new Broadcast<TOut>(2, eagerCancel: true)));

    /// <summary>Completes the task when the stream ends.</summary>
    public static Flow<TIn, TOut, TMat2> WatchTermination<TIn, TOut, TMat, TMat2>(
        this Flow<TIn, TOut, TMat> flow, Func<TMat, Task<Done>, TMat2> materializerFunction) =>
        flow.ViaMaterialized(new WatchTermination<TOut>(), materializerFunction);

    /// <summary>Fails when the actor stops.</summary>
    public static Flow<T, T, TMat> Watch<T, TMat>(this Flow<T, T, TMat> flow, IActorRef actorRef) =>
        flow.Via(new Watch<T>(actorRef));

    /// <summary>Logs elements and ends, at the levels that attributes say.</summary>
    public static Flow<TIn, TOut, TMat> Log<TIn, TOut, TMat>(
        this Flow<TIn, TOut, TMat> flow, string name, Func<TOut, object>? extract = null, ILoggingAdapter? log = null) =>
        flow.Via(new Log<TOut>(name, extract, log));
}
