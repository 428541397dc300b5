namespace Akka.Actor.Internal;

/// <summary>What runs when the last actor of a system is gone: the callbacks, the last registered first; then the system is terminated.</summary>
internal sealed class TerminationCallbacks
{
    private readonly Stack<Action> _callbacks = new();
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _ran;

    public TerminationCallbacks(Task rootGuardianEnded, Action last) =>
        rootGuardianEnded.ContinueWith(_ => RunAll(last), TaskScheduler.Default);

    public Task Completed => _completed.Task;

    public void Add(Action code)
    {
        if (!TryAdd(code))
            throw new InvalidOperationException("ActorSystem already terminated.");
    }

    public bool TryAdd(Action code)
    {
        lock (_callbacks)
        {
            if (!_ran)
                _callbacks.Push(code);

            return !_ran;
        }
    }

    private void RunAll(Action last)
    {
        Action[] callbacks;
        lock (_callbacks)
        {
            _ran = true;
            callbacks = [.. _callbacks];
        }

        var failures = new List<Exception>();
        foreach (var callback in callbacks.Append(last))
        {
            try
            {
                callback();
            }
            catch (Exception e)
            {
                failures.Add(e);
            }
        }

        if (failures.Count == 0)
            _completed.SetResult();
        else
            _completed.SetException(failures);
    }
}
