namespace Akka.Actor;

/// <summary>
/// Tells the outcome of a task: its result, or <see cref="Status.Failure"/>. The returned task ends when that is told and never fails.
/// </summary>
public static class PipeToSupport
{
    public static Task PipeTo<T>(this Task<T> taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception, object>? failure = null) =>
        taskToPipe.PipeTo(recipient, false, sender, success, failure);

    public static Task PipeTo<T>(this Task<T> taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception, object>? failure = null) =>
        Pipe(new ValueTask<T>(taskToPipe), recipient, useConfigureAwait, sender, success, failure);

    public static Task PipeTo<T>(this ValueTask<T> taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception, object>? failure = null) =>
        Pipe(taskToPipe, recipient, false, sender, success, failure);

    public static Task PipeTo<T>(this ValueTask<T> taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception, object>? failure = null) =>
        Pipe(taskToPipe, recipient, useConfigureAwait, sender, success, failure);

    public static Task PipeTo(this Task taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<object>? success = null, Func<Exception, object>? failure = null) =>
        Pipe(new ValueTask(taskToPipe), recipient, false, sender, success, failure);

    public static Task PipeTo(this Task taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null, Func<object>? success = null, Func<Exception, object>? failure = null) =>
        Pipe(new ValueTask(taskToPipe), recipient, useConfigureAwait, sender, success, failure);

    public static Task PipeTo(this ValueTask taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<object>? success = null, Func<Exception, object>? failure = null) =>
        Pipe(taskToPipe, recipient, false, sender, success, failure);

    public static Task PipeTo(this ValueTask taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null, Func<object>? success = null, Func<Exception, object>? failure = null) =>
        Pipe(taskToPipe, recipient, useConfigureAwait, sender, success, failure);

    private static async Task Pipe<T>(ValueTask<T> task, ICanTell recipient, bool onContext, IActorRef? sender, Func<T, object>? success, Func<Exception, object>? failure)
    {
        try
        {
            var result = await task.ConfigureAwait(onContext);
            recipient.Tell(success is null ? result! : success(result), sender!);
        }
        catch (Exception e)
        {
            TellFailure(e, recipient, sender, failure);
        }
    }

    /// <summary>A task without a result tells its success only if it is said how.</summary>
    private static async Task Pipe(ValueTask task, ICanTell recipient, bool onContext, IActorRef? sender, Func<object>? success, Func<Exception, object>? failure)
    {
        try
        {
            await task.ConfigureAwait(onContext);
            if (success is not null) recipient.Tell(success(), sender!);
        }
        catch (Exception e)
        {
            TellFailure(e, recipient, sender, failure);
        }
    }

    private static void TellFailure(Exception e, ICanTell recipient, IActorRef? sender, Func<Exception, object>? failure) =>
        recipient.Tell(failure is null ? new Status.Failure(e) : failure(e), sender!);
}
