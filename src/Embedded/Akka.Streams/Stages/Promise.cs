namespace Akka.Streams.Stages;

internal static class Promise
{
    /// <summary>Whoever awaits a materialized task must not run on the stream's thread.</summary>
    public static TaskCompletionSource<T> Create<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
