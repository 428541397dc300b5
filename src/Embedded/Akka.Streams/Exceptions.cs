using Akka.Actor;
using Akka.Streams.Stage;

namespace Akka.Streams;

/// <summary>The actor that ran the stream stopped before the stream had ended.</summary>
public class AbruptTerminationException(IActorRef actor) : Exception($"Processor actor [{actor}] terminated abruptly")
{
    public readonly IActorRef Actor = actor;
}

/// <summary>The stage stopped before the stream had ended.</summary>
public sealed class AbruptStageTerminationException(GraphStageLogic logic)
    : Exception($"GraphStage {logic} terminated abruptly, caused by for example materializer or actor system termination.");

/// <summary>Why an inlet cancelled, where it was no failure.</summary>
public static class SubscriptionWithCancelException
{
    public abstract class NonFailureCancellation : Exception
    {
        protected NonFailureCancellation()
        {
        }

        public sealed override string? StackTrace => "";
    }

    public sealed class NoMoreElementsNeeded : NonFailureCancellation
    {
        public static readonly NoMoreElementsNeeded Instance = new();

        private NoMoreElementsNeeded()
        {
        }
    }

    public sealed class StageWasCompleted : NonFailureCancellation
    {
        public static readonly StageWasCompleted Instance = new();

        private StageWasCompleted()
        {
        }
    }
}

public class NoSuchElementException(string message) : Exception(message);

public class BufferOverflowException : Exception
{
    public BufferOverflowException(string message)
        : base(message)
    {
    }

    public BufferOverflowException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

public class StreamLimitReachedException(long max) : Exception($"Limit of {max} reached");

/// <summary>The stream that a materialized value belonged to is gone.</summary>
public class StreamDetachedException : Exception
{
    public static readonly StreamDetachedException Instance = new();

    public StreamDetachedException()
        : this("Stream is terminated. Materialized value is detached.")
    {
    }

    public StreamDetachedException(string message)
        : base(message)
    {
    }

    public StreamDetachedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

public class WatchedActorTerminatedException(string stageName, IActorRef actorRef)
    : Exception($"Actor watched by [{stageName}] has terminated! Was: {actorRef}");

public class MaterializationException(string message, Exception innerException) : Exception(message, innerException);

/// <summary>Nobody ran a stream ref in time.</summary>
public sealed class StreamRefSubscriptionTimeoutException(string message) : AkkaException(message);

/// <summary>The other end of a stream ref has failed or has stopped.</summary>
public sealed class RemoteStreamRefActorTerminatedException(string message) : Exception(message);
