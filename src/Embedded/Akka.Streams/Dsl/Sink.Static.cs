using System.Collections.Immutable;
using Akka.Actor;
using Akka.Streams.Stages;

namespace Akka.Streams.Dsl;

/// <summary>Where elements go.</summary>
public static partial class Sink
{
    public static Sink<TIn, TMat> FromGraph<TIn, TMat>(IGraph<SinkShape<TIn>, TMat> graph) => graph as Sink<TIn, TMat> ?? new Sink<TIn, TMat>(graph.Module);

    public static Sink<T, Task<IImmutableList<T>>> Seq<T>() => Of(new SeqSink<T>());

    public static Sink<TIn, Task<TIn>> First<TIn>() => Of(new FirstSink<TIn>(orDefault: false));

    public static Sink<TIn, Task<TIn>> FirstOrDefault<TIn>() => Of(new FirstSink<TIn>(orDefault: true));

    public static Sink<TIn, Task<TIn>> Last<TIn>() => Of(new LastSink<TIn>(orDefault: false));

    public static Sink<TIn, Task<TIn>> LastOrDefault<TIn>() => Of(new LastSink<TIn>(orDefault: true));

    public static Sink<TIn, Task<Done>> Ignore<TIn>() => Of(new IgnoreSink<TIn>());

    public static Sink<TIn, NotUsed> Cancelled<TIn>() => Of(new CancelledSink<TIn>());

    public static Sink<TIn, Task<Done>> ForEach<TIn>(Action<TIn> action) => Flow.Create<TIn>()
        .Select(element =>
        {
            action(element);
            return NotUsed.Instance;
        })
        .ToMaterialized(Ignore<NotUsed>(), Keep.Right);

    /// <summary>So many tasks at a time.</summary>
    public static Sink<TIn, Task<Done>> ForEachAsync<TIn>(int parallelism, Func<TIn, Task> action) => Flow.Create<TIn>()
        .SelectAsync(parallelism, async element =>
        {
            await action(element).ConfigureAwait(false);
            return NotUsed.Instance;
        })
        .ToMaterialized(Ignore<NotUsed>(), Keep.Right);

    public static Sink<TIn, Task<TOut>> Aggregate<TIn, TOut>(TOut zero, Func<TOut, TIn, TOut> aggregate) =>
        Flow.Create<TIn>().Aggregate(zero, aggregate).ToMaterialized(First<TOut>(), Keep.Right);

    public static Sink<TIn, Task<TIn>> Sum<TIn>(Func<TIn, TIn, TIn> reduce) => Flow.Create<TIn>().Sum(reduce).ToMaterialized(First<TIn>(), Keep.Right);

    /// <summary>Calls back at the end.</summary>
    public static Sink<TIn, NotUsed> OnComplete<TIn>(Action success, Action<Exception> failure) => Of(new OnCompleteSink<TIn>(success, failure));

    /// <summary>Elements are pulled from the materialized queue.</summary>
    public static Sink<T, ISinkQueue<T>> Queue<T>() => Of(new QueueSink<T>());

    /// <summary>Elements are told to the actor, without back-pressure.</summary>
    public static Sink<TIn, NotUsed> ActorRef<TIn>(IActorRef actorRef, object onCompleteMessage) =>
        ActorRef<TIn>(actorRef, onCompleteMessage, cause => new Status.Failure(cause));

    public static Sink<TIn, NotUsed> ActorRef<TIn>(IActorRef actorRef, object onCompleteMessage, Func<Exception, object> onFailureMessage) =>
        Of(new ActorRefSink<TIn>(actorRef, onCompleteMessage, onFailureMessage));

    /// <summary>Each element is told to the actor when it has acknowledged the one before.</summary>
    public static Sink<TIn, NotUsed> ActorRefWithAck<TIn>(
        IActorRef actorRef, object onInitMessage, object ackMessage, object onCompleteMessage, Func<Exception, object>? onFailureMessage = null) =>
        Of(new ActorRefAckSink<TIn>(actorRef, onInitMessage, ackMessage, onCompleteMessage, onFailureMessage ?? (cause => new Status.Failure(cause))));

    private static Sink<T, TMat> Of<T, TMat>(SinkStage<T, TMat> stage) => new(stage.Module);
}
