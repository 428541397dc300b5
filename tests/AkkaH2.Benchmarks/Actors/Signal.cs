namespace AkkaH2.Benchmarks.Actors;

/// <summary>An actor's "done" to the code that measures it; what awaits it does not run on the actor's thread.</summary>
internal sealed class Signal
{
    private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _source.Task;

    public void Set() => _source.TrySetResult();
}
