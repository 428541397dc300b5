using Akka.Actor;
using Akka.Streams.Stages;
using Akka.Util;

namespace Akka.Streams.Dsl;

/// <summary>Where elements come from.</summary>
public static partial class Source
{
    public static Source<T, TMat> FromGraph<T, TMat>(IGraph<SourceShape<T>, TMat> source) => source as Source<T, TMat> ?? new Source<T, TMat>(source.Module);

    public static Source<T, NotUsed> From<T>(IEnumerable<T> enumerable) => Of(new EnumeratorSource<T>(enumerable.GetEnumerator));

    public static Source<T, NotUsed> FromEnumerator<T>(Func<IEnumerator<T>> enumeratorFactory) => Of(new EnumeratorSource<T>(enumeratorFactory));

    public static Source<T, NotUsed> From<T>(Func<IAsyncEnumerable<T>> asyncEnumerable) => Of(new AsyncEnumerableSource<T>(asyncEnumerable));

    public static Source<T, NotUsed> Single<T>(T element) => Of(new SingleSource<T>(element));

    public static Source<T, NotUsed> Empty<T>() => Of(new EndedSource<T>(null));

    public static Source<T, NotUsed> Failed<T>(Exception cause) => Of(new EndedSource<T>(cause));

    public static Source<T, NotUsed> Never<T>() => Of(new NeverSource<T>());

    public static Source<T, TaskCompletionSource<T>> Maybe<T>() => Of(new MaybeSource<T>());

    public static Source<T, NotUsed> Repeat<T>(T element) => Of(new Unfold<T, T>(element, same => Option<(T, T)>.Create((same, same))));

    public static Source<T, NotUsed> Cycle<T>(Func<IEnumerator<T>> enumeratorFactory) => FromEnumerator(() => Forever(enumeratorFactory));

    public static Source<T, ICancelable> Tick<T>(TimeSpan initialDelay, TimeSpan interval, T tick) => Of(new TickSource<T>(initialDelay, interval, tick));

    public static Source<TElem, NotUsed> Unfold<TState, TElem>(TState state, Func<TState, Option<(TState, TElem)>> unfold) =>
        Of(new Unfold<TState, TElem>(state, unfold));

    public static Source<TElem, NotUsed> UnfoldAsync<TState, TElem>(TState state, Func<TState, Task<Option<(TState, TElem)>>> unfoldAsync) =>
        Of(new UnfoldAsync<TState, TElem>(state, unfoldAsync));

    public static Source<TElem, NotUsed> UnfoldInfinite<TState, TElem>(TState state, Func<TState, (TState, TElem)> unfold) =>
        Unfold(state, s => Option<(TState, TElem)>.Create(unfold(s)));

    public static Source<T, NotUsed> FromTask<T>(Task<T> task) => Of(new TaskSource<T>(task));

    /// <summary>Elements are offered to the materialized queue.</summary>
    public static Source<T, ISourceQueueWithComplete<T>> Queue<T>(int bufferSize, OverflowStrategy overflowStrategy)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bufferSize);
        return Of(new QueueSource<T>(bufferSize, overflowStrategy));
    }

    /// <summary>Elements are told to the materialized actor.</summary>
    public static Source<T, IActorRef> ActorRef<T>(int bufferSize, OverflowStrategy overflowStrategy)
    {
        if (bufferSize < 0) throw new ArgumentException("Buffer size must be greater than or equal 0");
        if (overflowStrategy == OverflowStrategy.Backpressure) throw new NotSupportedException("Backpressure overflow strategy is not supported");
        return Of(new ActorRefSource<T>(bufferSize, overflowStrategy));
    }

    private static Source<T, TMat> Of<T, TMat>(SourceStage<T, TMat> stage) => new(stage.Module);

    private static IEnumerator<T> Forever<T>(Func<IEnumerator<T>> factory)
    {
        while (true)
        {
            using var round = factory();
            if (!round.MoveNext()) throw new ArgumentException("empty iterator");
            do
            {
                yield return round.Current;
            }
            while (round.MoveNext());
        }
    }
}
