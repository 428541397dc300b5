using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

public partial class ActorCell
{
    /// <summary>System messages that wait until the actor may handle them, oldest first.</summary>
    private List<SystemMessage>? _stashedSystemMessages;

    private enum Stage
    {
        Default,
        Suspended,
        WaitingForChildren,
    }

    public void Invoke(Envelope envelope)
    {
        var before = Current;
        Current = this;
        try
        {
            InvokeHere(envelope);
        }
        finally
        {
            Current = before;
        }
    }

    /// <summary>The mailbox runs with the context set: nothing is thrown out of here.</summary>
    internal void InvokeHere(Envelope envelope)
    {
        Begin(envelope);
        try
        {
            if (_receiveTimeout is not null)
                PauseReceiveTimeout(envelope.Message);

            Handle(envelope);
            if (_runningTasks > 0)
                return;

            _currentMessage = null;
            if (_receiveTimeout is not null)
                CheckReceiveTimeout(reschedule: false);
        }
        catch (Exception e)
        {
            HandleInvokeFailure(e);
        }
    }

    internal void SystemInvoke(SystemMessage message)
    {
        var stage = CurrentStage();
        try
        {
            if (MustWait(message, stage))
                (_stashedSystemMessages ??= []).Add(message);
            else
                Handle(message);
        }
        catch (Exception e)
        {
            HandleInvokeFailure(e);
        }

        // Each stage takes all that the one after it takes: waiting messages get their chance when the stage goes down.
        while (_stashedSystemMessages is { } stashed && CurrentStage() < stage)
        {
            stage = CurrentStage();
            _stashedSystemMessages = null;
            foreach (var waiting in stashed)
                SystemInvoke(waiting);
        }
    }

    protected virtual void ReceiveMessage(object message) => _actor!.AroundReceive(_receive, message);

    protected virtual void AutoReceiveMessage(Envelope envelope)
    {
        switch (envelope.Message)
        {
            case Terminated terminated: ReceivedTerminated(terminated); break;
            case Kill: throw new ActorKilledException("Kill");
            case PoisonPill: _self.Stop(); break;
            case Identify identify: Sender.Tell(new ActorIdentity(identify.MessageId, _self), _self); break;
            case ActorSelectionMessage selection: ActorRefFactoryShared.Deliver(selection, _self, Sender); break;
            case TimerMessage timer: ReceiveTimerMessage(timer); break;
            default: ReceiveMessage(envelope.Message); break;
        }
    }

    private void ReceiveTimerMessage(TimerMessage timer)
    {
        if (timer.Take() is not { } message)
            return;

        _currentMessage = message;
        Handle(new Envelope(message, _sender!));
    }

    private void Begin(Envelope envelope)
    {
        _currentMessage = envelope.Message;
        _sender = envelope.Sender;
        _currentEnvelopeId++;
    }

    private void Handle(Envelope envelope)
    {
        if (envelope.Message is IAutoReceivedMessage)
            AutoReceiveMessage(envelope);
        else
            ReceiveMessage(envelope.Message);
    }

    private void Handle(SystemMessage message)
    {
        switch (message)
        {
            case ActorTask task: TaskScheduler.Run(task); break;
            case Create create: Create(create.Failure); break;
            case Watch watch: AddWatcher(watch); break;
            case Unwatch unwatch: RemoveWatcher(unwatch); break;
            case DeathWatchNotification death: WatchedActorTerminated(death); break;
            case Dispatch.SysMsg.Terminate: Terminate(); break;
            case Failed failed: HandleFailed(failed); break;
            case Recreate recreate: FaultRecreate(recreate.Cause); break;
            case Dispatch.SysMsg.Suspend: FaultSuspend(); break;
            case Resume resume: FaultResume(resume.CausedByFailure); break;
        }
    }

    private Stage CurrentStage() => _children is { WaitsForChildren: true } ? Stage.WaitingForChildren
        : Mailbox.IsSuspended ? Stage.Suspended : Stage.Default;

    private bool MustWait(SystemMessage message, Stage stage) => stage switch
    {
        Stage.WaitingForChildren => message is IStashWhenWaitingForChildren,
        Stage.Suspended => message is IStashWhenFailed,
        _ => false,
    };

    private void PublishError(Exception cause, string message) =>
        _system.EventStream.Publish(new Error(cause, _self.Path.ToString(), ActorType, message));

    private Type ActorType => _actor?.GetType() ?? _props.Type;
}
