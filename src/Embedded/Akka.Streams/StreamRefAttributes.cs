namespace Akka.Streams;

/// <summary>What one stream ref does otherwise than <c>akka.stream.materializer.stream-ref</c> says.</summary>
public static class StreamRefAttributes
{
    public static Attributes CreateSubscriptionTimeout(TimeSpan timeout) => new(new SubscriptionTimeout(timeout));

    public static Attributes CreateFinalTerminationSignalDeadline(TimeSpan timeout) => new(new FinalTerminationSignalDeadline(timeout));

    public interface IStreamRefAttribute : Attributes.IAttribute;

    /// <summary>How long the offered end waits for somebody to run the other one.</summary>
    public sealed class SubscriptionTimeout(TimeSpan timeout) : IStreamRefAttribute
    {
        public TimeSpan Timeout => timeout;

        public override string ToString() => $"SubscriptionTimeout({timeout})";
    }

    /// <summary>How long an end whose partner has stopped waits for the partner's last words.</summary>
    public sealed class FinalTerminationSignalDeadline(TimeSpan timeout) : IStreamRefAttribute
    {
        public TimeSpan Timeout => timeout;

        public override string ToString() => $"FinalTerminationSignalDeadline({timeout})";
    }
}
