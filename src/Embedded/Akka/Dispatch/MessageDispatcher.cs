using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>
/// Gives mailboxes their threads. A subclass says how work is run; that one mailbox is never run twice at once, and that
/// every message leads to a run, is settled here.
/// </summary>
public abstract class MessageDispatcher
{
    public const int DefaultThroughput = 100;

    private long _inhabitants;
    private int _shutdownScheduled;

    protected MessageDispatcher(MessageDispatcherConfigurator configurator)
    {
        Configurator = configurator;
        Throughput = DefaultThroughput;
        Id = configurator?.Config?.GetString("id", null!)!;
        ShutdownTimeout = TimeSpan.FromSeconds(1);
    }

    public MessageDispatcherConfigurator Configurator { get; }

    public EventStream EventStream => Configurator.Prerequisites.EventStream;

    public Mailboxes Mailboxes => Configurator.Prerequisites.Mailboxes;

    public string Id { get; protected set; }

    public int Throughput { get; set; }

    /// <summary>In ticks; null is without end.</summary>
    public long? ThroughputDeadlineTime { get; protected set; }

    public TimeSpan ShutdownTimeout { get; protected set; }

    protected long Inhabitants => Interlocked.Read(ref _inhabitants);

    public void Schedule(Action run) => Schedule(new ActionRunnable(run));

    public void Schedule(IRunnable run) => ExecuteTask(new GuardedRunnable(this, run));

    public virtual void Attach(ActorCell cell)
    {
        Interlocked.Increment(ref _inhabitants);
        RegisterForExecution(cell.Mailbox, hasMessageHint: false, hasSystemMessageHint: true);
    }

    public virtual void Detach(ActorCell cell)
    {
        var mailbox = cell.SwapMailbox(cell.System.Mailboxes.DeadLetterMailbox);
        mailbox.BecomeClosed();
        mailbox.CleanUp();
        if (Interlocked.Decrement(ref _inhabitants) == 0)
            ShutdownLater();
    }

    public virtual void Dispatch(ActorCell cell, Envelope envelope)
    {
        var mailbox = cell.Mailbox;
        mailbox.Enqueue(cell.Self, envelope);
        RegisterForExecution(mailbox, hasMessageHint: true, hasSystemMessageHint: false);
    }

    public virtual void SystemDispatch(ActorCell cell, SystemMessage message)
    {
        var mailbox = cell.Mailbox;
        mailbox.SystemEnqueue(cell.Self, message);
        RegisterForExecution(mailbox, hasMessageHint: false, hasSystemMessageHint: true);
    }

    protected abstract void ExecuteTask(IRunnable run);

    protected abstract void Shutdown();

    protected void ReportFailure(Exception ex) => Report(ex);

    internal void Report(Exception cause) => EventStream.Publish(new Error(cause, GetType().FullName!, GetType(), cause.Message));

    internal void Suspend(ActorCell cell)
    {
        if (cell.Mailbox is { } mailbox && ReferenceEquals(mailbox.Dispatcher, this))
            mailbox.Suspend();
    }

    internal void Resume(ActorCell cell)
    {
        if (cell.Mailbox is not { } mailbox || !ReferenceEquals(mailbox.Dispatcher, this))
            return;

        mailbox.Resume();
        RegisterForExecution(mailbox, hasMessageHint: false, hasSystemMessageHint: false);
    }

    internal void RegisterForExecution(Mailbox mailbox, bool hasMessageHint, bool hasSystemMessageHint)
    {
        if (!mailbox.CanBeScheduledForExecution(hasMessageHint, hasSystemMessageHint))
        {
            if (hasMessageHint && mailbox.IsClosed)
                mailbox.DrainToDeadLetters();

            return;
        }

        if (!mailbox.SetAsScheduled())
            return;

        try
        {
            ExecuteTask(mailbox);
        }
        catch (Exception e)
        {
            mailbox.SetAsIdle();
            Report(e);
        }
    }

    /// <summary>Runs when the time is up, or when the system ends and its scheduler runs nothing more.</summary>
    internal void ShutdownIfEmpty()
    {
        if (Interlocked.Exchange(ref _shutdownScheduled, 0) == 0)
            return;

        Configurator.Prerequisites.Settings.System.Dispatchers.Forget(this);
        if (Inhabitants == 0)
            Shutdown();
    }

    private void ShutdownLater()
    {
        if (Interlocked.Exchange(ref _shutdownScheduled, 1) == 1)
            return;

        var prerequisites = Configurator.Prerequisites;
        prerequisites.Settings.System.Dispatchers.ShutdownAtTheLatestWithSystem(this);
        prerequisites.Scheduler.Advanced.ScheduleOnce(ShutdownTimeout, ShutdownIfEmpty);
    }

    /// <summary>What others give us to run may throw; the thread is ours.</summary>
    private sealed class GuardedRunnable(MessageDispatcher dispatcher, IRunnable run) : IRunnable
    {
        public void Run()
        {
            try
            {
                run.Run();
            }
            catch (Exception e)
            {
                dispatcher.Report(e);
            }
        }

        public void Execute() => Run();
    }
}
