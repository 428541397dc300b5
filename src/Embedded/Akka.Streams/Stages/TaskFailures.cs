namespace Akka.Streams.Stages;

internal static class TaskFailures
{
    /// <summary>Why a task did not succeed: the exception itself where there is only one.</summary>
    public static Exception Failure(this Task task) => task.Exception switch
    {
        { InnerExceptions.Count: 1 } one => one.InnerException!,
        { } several => several,
        null => new TaskCanceledException(task),
    };
}
