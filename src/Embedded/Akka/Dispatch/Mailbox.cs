using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch.MessageQueues;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// The two queues of an actor and the one word that says whether it may run: bit 0 closed, bit 1 scheduled, above them how
/// often it is suspended. Any thread enqueues; whoever sets the scheduled bit hands it to the dispatcher; one thread runs it.
/// </summary>
public class Mailbox : IRunnable
{
    private const int Open = 0;
    private const int Closed = 1;
    private const int Scheduled = 2;
    private const int SuspendUnit = 4;

    private static readonly NoMessage ClosedMark = new();

    private readonly IMessageQueue _queue;
    private ActorCell _actor = null!;
    private SystemMessage? _systemMessages;
    private int _status;

    public Mailbox(IMessageQueue messageQueue) => _queue = messageQueue;

    public MessageDispatcher Dispatcher => _actor?.Dispatcher!;

    public IMessageQueue MessageQueue => _queue;

    internal bool IsClosed => Volatile.Read(ref _status) == Closed;

    internal bool IsSuspended => Volatile.Read(ref _status) >= SuspendUnit;

    internal bool IsScheduled => (Volatile.Read(ref _status) & Scheduled) != 0;

    internal int SuspendCount => Volatile.Read(ref _status) / SuspendUnit;

    internal bool HasMessages => _queue.HasMessages;

    internal int NumberOfMessages => _queue.Count;

    internal bool HasSystemMessages => Volatile.Read(ref _systemMessages) is not (null or NoMessage);

    public virtual void SetActor(ActorCell actorCell) => _actor = actorCell;

    public void Execute() => Run();

    public void Run()
    {
        var before = InternalCurrentActorCellKeeper.Current;
        InternalCurrentActorCellKeeper.Current = _actor;
        try
        {
            if (!IsClosed)
            {
                ProcessAllSystemMessages();
                ProcessMailbox();
            }
        }
        catch (Exception e)
        {
            Dispatcher.Report(e);
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = before;
            SetAsIdle();
            Dispatcher.RegisterForExecution(this, hasMessageHint: false, hasSystemMessageHint: false);
        }
    }

    /// <summary>What is left goes to the dead letters.</summary>
    public virtual void CleanUp()
    {
        if (_actor is null)
            return;

        var deadLetters = _actor.System.Mailboxes.DeadLetterMailbox;
        var message = InOrderOfArrival(Interlocked.Exchange(ref _systemMessages, ClosedMark));
        while (message is not null)
        {
            var next = message.Next;
            message.Unlink();
            deadLetters.SystemEnqueue(_actor.Self, message);
            message = next;
        }

        DrainToDeadLetters();
    }

    internal void Enqueue(IActorRef receiver, Envelope envelope) => _queue.Enqueue(receiver, envelope);

    internal virtual void SystemEnqueue(IActorRef receiver, SystemMessage message)
    {
        while (true)
        {
            var head = Volatile.Read(ref _systemMessages);
            if (ReferenceEquals(head, ClosedMark))
            {
                _actor.System.Mailboxes.DeadLetterMailbox.SystemEnqueue(receiver, message);
                return;
            }

            message.Next = head;
            if (Interlocked.CompareExchange(ref _systemMessages, message, head) == head)
                return;
        }
    }

    internal bool CanBeScheduledForExecution(bool hasMessageHint, bool hasSystemMessageHint)
    {
        var status = Volatile.Read(ref _status);
        return status switch
        {
            Open or Scheduled => hasMessageHint || hasSystemMessageHint || HasSystemMessages || HasMessages,
            Closed => false,
            _ => hasSystemMessageHint || HasSystemMessages,
        };
    }

    internal bool SetAsScheduled()
    {
        while (true)
        {
            var status = Volatile.Read(ref _status);
            if ((status & (Closed | Scheduled)) != 0)
                return false;

            if (Interlocked.CompareExchange(ref _status, status | Scheduled, status) == status)
                return true;
        }
    }

    internal void SetAsIdle() => Interlocked.And(ref _status, ~Scheduled);

    internal void Suspend() => AddToStatus(SuspendUnit);

    internal void Resume()
    {
        if (IsSuspended)
            AddToStatus(-SuspendUnit);
    }

    internal void BecomeClosed() => Interlocked.Exchange(ref _status, Closed);

    /// <summary>Also called by who enqueued while the mailbox closed: a message is never just lost.</summary>
    internal virtual void DrainToDeadLetters()
    {
        lock (_queue)
            _queue.CleanUp(_actor.Self, _actor.System.Mailboxes.DeadLetterMailbox.MessageQueue);
    }

    private void AddToStatus(int change)
    {
        while (true)
        {
            var status = Volatile.Read(ref _status);
            if (status == Closed || Interlocked.CompareExchange(ref _status, status + change, status) == status)
                return;
        }
    }

    private void ProcessMailbox()
    {
        var dispatcher = _actor.Dispatcher;
        var left = Math.Max(dispatcher.Throughput, 1);
        var deadline = dispatcher.ThroughputDeadlineTime is { } ticks and > 0 ? DateTime.UtcNow.Ticks + ticks : long.MaxValue;
        while (Volatile.Read(ref _status) == Scheduled && _queue.TryDequeue(out var envelope))
        {
            _actor.InvokeHere(envelope);
            if (Volatile.Read(ref _systemMessages) is not null)
                ProcessAllSystemMessages();

            if (--left == 0 || (deadline != long.MaxValue && DateTime.UtcNow.Ticks >= deadline))
                return;
        }
    }

    private void ProcessAllSystemMessages()
    {
        while (HasSystemMessages && Interlocked.Exchange(ref _systemMessages, null) is var taken)
        {
            if (ReferenceEquals(taken, ClosedMark))
            {
                _systemMessages = ClosedMark;
                return;
            }

            ProcessSystemMessages(InOrderOfArrival(taken));
        }
    }

    private void ProcessSystemMessages(SystemMessage? message)
    {
        while (message is not null)
        {
            var next = message.Next;
            message.Unlink();
            if (IsClosed)
                _actor.System.Mailboxes.DeadLetterMailbox.SystemEnqueue(_actor.Self, message);
            else
                _actor.SystemInvoke(message);

            message = next;
        }
    }

    private static SystemMessage? InOrderOfArrival(SystemMessage? latest)
    {
        SystemMessage? first = null;
        while (latest is not null and not NoMessage)
        {
            var before = latest.Next;
            latest.Next = first;
            first = latest;
            latest = before;
        }

        return first;
    }
}
