using Akka.Actor.Internal;
using Akka.Event;

namespace Akka.Actor;

/// <summary>A new instance in place of the one that failed: same ref, same mailbox, no state.</summary>
public partial class ActorCell
{
    private void FaultRecreate(Exception cause)
    {
        if (_actor is null)
        {
            PublishError(cause, "Changing Recreate into Create after failure");
            FaultCreate();
        }
        else if (IsNormal)
        {
            CancelReceiveTimeout();
            BeforeRestart(_actor, cause);
            ClearActor();
            if (_children is null || !_children.WaitFor(new WaitReason.Recreation(cause)))
                FinishRecreate(cause);
        }
        else
        {
            // A restart is under way or the actor stops: the suspension that came with this one is taken back.
            FaultResume(null);
        }
    }

    private void BeforeRestart(ActorBase failedActor, Exception cause)
    {
        var message = _currentMessage;
        try
        {
            failedActor.AroundPreRestart(cause, message!);
        }
        catch (Exception e)
        {
            PublishError(new PreRestartException(_self, e, cause, message!), e.Message);
        }
        finally
        {
            ActorEquipment.TakeBack(failedActor);
        }
    }

    private void FinishRecreate(Exception cause)
    {
        var survivors = GetChildren().ToArray();
        try
        {
            _currentMessage = null;
            ResumeNonRecursive();
            _failed = null;
            var fresh = NewActor();
            fresh.AroundPostRestart(cause, null!);
            CheckReceiveTimeout();
            if (_system.Settings.DebugLifecycle)
                _system.EventStream.Publish(new Debug(_self.Path.ToString(), ActorType, "Restarted"));

            RestartSurvivors(survivors, cause);
        }
        catch (Exception e)
        {
            _failed = null;
            ClearActor();
            HandleInvokeFailure(new PostRestartException(_self, e, cause), survivors);
        }
    }

    private void RestartSurvivors(IInternalActorRef[] survivors, Exception cause)
    {
        foreach (var child in survivors)
        {
            try
            {
                child.Restart(cause);
            }
            catch (Exception e)
            {
                PublishError(e, $"Restarting {child}");
            }
        }
    }
}
