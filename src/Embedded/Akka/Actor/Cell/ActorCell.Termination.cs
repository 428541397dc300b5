using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

public partial class ActorCell
{
    /// <summary>Children first: the actor itself stops when the last of them is gone.</summary>
    private void Terminate()
    {
        CancelReceiveTimeout();
        UnwatchWatchedActors();
        var children = _children;
        if (children is not null)
        {
            foreach (var stats in children.Snapshot())
                Stop(stats.Child);
        }

        var wasTerminating = IsTerminating;
        if (children is null || !children.WaitFor(WaitReason.Termination))
        {
            FinishTerminate();
        }
        else if (!wasTerminating)
        {
            // No ordinary message is handled any more, and what the children throw now is nobody's business.
            SuspendNonRecursive();
            _failed = _self;
            if (_system.Settings.DebugLifecycle)
                _system.EventStream.Publish(new Debug(_self.Path.ToString(), ActorType, "Stopping"));
        }
    }

    private void FinishTerminate()
    {
        if (_terminated)
            return;

        _terminated = true;
        if (_actor is { } actor)
            AfterStop(actor);

        StopFunctionRefs();
        _dispatcher.Detach(this);
        _parent.SendSystemMessage(new DeathWatchNotification(_self, existenceConfirmed: true, addressTerminated: false));
        TellWatchersWeDied();
        UnwatchWatchedActors();
        if (_system.Settings.DebugLifecycle)
            _system.EventStream.Publish(new Debug(_self.Path.ToString(), ActorType, "Stopped"));

        ClearActor();
        _props = Props.None; // a ref, or a cancelled timer, may hold this cell for long; what the actor was made with should not live as long
        _currentMessage = null;
        _sender = null;
        SendStashedToDeadLetters();
    }

    private void AfterStop(ActorBase actor)
    {
        try
        {
            actor.AroundPostStop();
        }
        catch (Exception e)
        {
            PublishError(e, e.Message);
        }
        finally
        {
            // Now, because the mailbox is about to close.
            ActorEquipment.TakeBack(actor);
        }
    }

    private void SendStashedToDeadLetters()
    {
        var stashed = _stashedSystemMessages;
        _stashedSystemMessages = null;
        if (stashed is null)
            return;

        foreach (var message in stashed)
            Mailbox.SystemEnqueue(_self, message);
    }
}
