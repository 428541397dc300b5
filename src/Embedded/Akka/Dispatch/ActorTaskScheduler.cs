using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// Runs the parts of an actor's asynchronous work in its mailbox, as system messages. While such work is under way the
/// mailbox is suspended: the actor receives nothing else, and after each await it has its context back.
/// </summary>
public class ActorTaskScheduler : TaskScheduler
{
    private readonly ActorCell _cell;

    internal ActorTaskScheduler(ActorCell actorCell) => _cell = actorCell;

    public object CurrentMessage => _cell.CurrentMessage;

    public static void RunTask(Action action) => RunTask(() =>
    {
        action();
        return Task.CompletedTask;
    });

    public static void RunTask(Func<Task> asyncAction)
    {
        var cell = ActorCell.Current ?? throw new InvalidOperationException("RunTask must be called from an actor context.");
        cell.TaskScheduler.Begin(asyncAction);
    }

    internal void Run(ActorTask message) => TryExecuteTask(message.Task);

    protected override void QueueTask(Task task) => _cell.SendSystemMessage(new ActorTask(task));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ActorCell.Current == _cell && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    /// <summary>The first part runs here and now; only what is not done then suspends the mailbox.</summary>
    private void Begin(Func<Task> asyncAction)
    {
        var start = new Task<Task>(asyncAction);
        start.RunSynchronously(this);
        var work = start.IsFaulted ? start : start.Result;
        if (work.IsCompletedSuccessfully)
            return;

        _cell.SuspendForTask();
        work.ContinueWith(
            static (ended, cell) => ((ActorCell)cell!).ResumeAfterTask(ended), _cell, CancellationToken.None, TaskContinuationOptions.None, this);
    }
}
