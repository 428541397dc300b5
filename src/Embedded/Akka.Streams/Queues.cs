using Akka.Util;

namespace Akka.Streams;

/// <summary>What became of an offered element.</summary>
public interface IQueueOfferResult;

public sealed class QueueOfferResult
{
    public sealed class Enqueued : IQueueOfferResult
    {
        public static readonly Enqueued Instance = new();

        private Enqueued()
        {
        }
    }

    public sealed class Dropped : IQueueOfferResult
    {
        public static readonly Dropped Instance = new();

        private Dropped()
        {
        }
    }

    /// <summary>The queue was completed, or its stream has ended.</summary>
    public sealed class QueueClosed : IQueueOfferResult
    {
        public static readonly QueueClosed Instance = new();

        private QueueClosed()
        {
        }
    }

    public sealed class Failure(Exception cause) : IQueueOfferResult
    {
        public Exception Cause => cause;
    }
}

/// <summary>A source as a queue.</summary>
public interface ISourceQueue<in T>
{
    /// <summary>Completes with what became of the element; with strategy Backpressure, when there was room for it.</summary>
    Task<IQueueOfferResult> OfferAsync(T element);

    Task WatchCompletionAsync();
}

public interface ISourceQueueWithComplete<in T> : ISourceQueue<T>
{
    /// <summary>No more elements; those that wait are emitted.</summary>
    void Complete();

    void Fail(Exception ex);

    new Task WatchCompletionAsync();
}

/// <summary>A sink as a queue.</summary>
public interface ISinkQueue<T>
{
    /// <summary>The next element, or none at the end. One at a time.</summary>
    Task<Option<T>> PullAsync();
}
