namespace Akka.Actor;

public partial class ActorCell
{
    /// <summary>Asynchronous receives under way: the mailbox is suspended once for each.</summary>
    private int _runningTasks;

    internal void SuspendForTask()
    {
        _runningTasks++;
        SuspendNonRecursive();
    }

    internal void ResumeAfterTask(Task ended)
    {
        _runningTasks--;
        ResumeNonRecursive();
        if (_terminated)
            return;

        if (ended.IsFaulted || ended.IsCanceled)
        {
            HandleInvokeFailure(FailureOf(ended));
            return;
        }

        _currentMessage = null;
        CheckReceiveTimeout(reschedule: false);
    }

    private static Exception FailureOf(Task ended) => ended.Exception switch
    {
        null => new TaskCanceledException(ended),
        { InnerExceptions: [var only] } => only,
        var many => many,
    };
}
