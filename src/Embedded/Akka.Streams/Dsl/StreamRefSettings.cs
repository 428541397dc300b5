using Akka.Configuration;

namespace Akka.Streams.Dsl;

/// <summary>What <c>akka.stream.materializer.stream-ref</c> says.</summary>
public sealed class StreamRefSettings
{
    private StreamRefSettings(int bufferCapacity, TimeSpan subscriptionTimeout, TimeSpan finalTerminationSignalDeadline)
    {
        BufferCapacity = bufferCapacity;
        SubscriptionTimeout = subscriptionTimeout;
        FinalTerminationSignalDeadline = finalTerminationSignalDeadline;
    }

    public int BufferCapacity { get; }

    public TimeSpan SubscriptionTimeout { get; }

    public TimeSpan FinalTerminationSignalDeadline { get; }

    public static StreamRefSettings Create(Config config) => new(
        config.GetInt("buffer-capacity", 32),
        config.GetTimeSpan("subscription-timeout", TimeSpan.FromSeconds(30)),
        config.GetTimeSpan("final-termination-signal-deadline", TimeSpan.FromSeconds(2)));

    /// <summary>The same, as the attributes of one ref have it.</summary>
    internal StreamRefSettings With(Attributes attributes) => new(
        BufferCapacity,
        attributes.GetAttribute<StreamRefAttributes.SubscriptionTimeout>()?.Timeout ?? SubscriptionTimeout,
        attributes.GetAttribute<StreamRefAttributes.FinalTerminationSignalDeadline>()?.Timeout ?? FinalTerminationSignalDeadline);
}
