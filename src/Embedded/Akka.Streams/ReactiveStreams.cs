namespace Reactive.Streams;

/// <summary>What a test probe can ask of its stream. Akka.NET has the type from the Reactive.Streams package.</summary>
public interface ISubscription
{
    void Request(long n);

    void Cancel();
}
