using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Akka.Streams.Dsl;

/// <summary>Sources that run.</summary>
public sealed partial class Source<TOut, TMat>
{
    public Task RunForeach(Action<TOut> action, IMaterializer materializer) => RunWith(Sink.ForEach(action), materializer);

    public Task RunForeach(Action<TOut> action, ActorSystem materializer) => RunForeach(action, materializer.Materializer());

    public Task<TOut2> RunAggregate<TOut2>(TOut2 zero, Func<TOut2, TOut, TOut2> aggregate, IMaterializer materializer) =>
        RunWith(Sink.Aggregate(zero, aggregate), materializer);

    public Task<TOut2> RunAggregate<TOut2>(TOut2 zero, Func<TOut2, TOut, TOut2> aggregate, ActorSystem materializer) =>
        RunAggregate(zero, aggregate, materializer.Materializer());

    public Task<TOut> RunSum(Func<TOut, TOut, TOut> reduce, IMaterializer materializer) => RunWith(Sink.Sum(reduce), materializer);

    public Task<TOut> RunSum(Func<TOut, TOut, TOut> reduce, ActorSystem materializer) => RunSum(reduce, materializer.Materializer());

    /// <summary>Each enumeration runs the source anew; leaving it ends the stream.</summary>
    public IAsyncEnumerable<TOut> RunAsAsyncEnumerable(IMaterializer materializer) => RunAsAsyncEnumerableBuffer(materializer);

    public IAsyncEnumerable<TOut> RunAsAsyncEnumerable(ActorSystem materializer) => RunAsAsyncEnumerable(materializer.Materializer());

    public IAsyncEnumerable<TOut> RunAsAsyncEnumerableBuffer(IMaterializer materializer, int minBuffer = 4, int maxBuffer = 16) =>
        Enumerate(materializer, Attributes.CreateInputBuffer(minBuffer, maxBuffer));

    public IAsyncEnumerable<TOut> RunAsAsyncEnumerableBuffer(ActorSystem materializer, int minBuffer = 4, int maxBuffer = 16) =>
        RunAsAsyncEnumerableBuffer(materializer.Materializer(), minBuffer, maxBuffer);

    private async IAsyncEnumerable<TOut> Enumerate(
        IMaterializer materializer, Attributes buffer, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var queue = RunWith(Sink.Queue<TOut>().WithAttributes(buffer), materializer);
        try
        {
            while (true)
            {
                var next = await queue.PullAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
                if (!next.HasValue) yield break;
                yield return next.Value;
            }
        }
        finally
        {
            ((Stages.ICancellableQueue)queue).Cancel();
        }
    }
}
