using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Creation, failure, restart and stop: each is a system message, so that no two of them are under way at once.</summary>
public partial class ActorCell
{
    /// <summary>Who failed: this actor or the child that it escalated for. Null while nobody has.</summary>
    private IActorRef? _failed;

    private bool IsFailed => _failed is not null;

    internal void AdoptInstance(ActorBase actor)
    {
        _actor = actor;
        _shadowed = null;
        _receive = ActorBase.Initially;
    }

    protected virtual ActorBase CreateNewActorInstance()
    {
        var actor = _props.NewActor();
        ActorEquipment.Give(actor, this);
        return actor;
    }

    internal void HandleInvokeFailure(Exception cause) => HandleInvokeFailure(cause, null);

    /// <summary>Suspends itself and its children, tells the parent, and waits for its verdict.</summary>
    private void HandleInvokeFailure(Exception cause, IEnumerable<IActorRef>? notSuspended)
    {
        if (IsFailed)
        {
            PublishIfSecondFailure(cause);
            return;
        }

        try
        {
            SuspendNonRecursive();
            var (perpetrator, spared) = _currentMessage is Failed failed ? (failed.Child, failed.Child) : (_self, null);
            _failed = perpetrator;
            SuspendChildren(spared, notSuspended);
            _parent.SendSystemMessage(new Failed(_self, cause, _self.Path.Uid));
        }
        catch (Exception e)
        {
            PublishError(e, $"Emergency stop: exception in failure handling for {cause.GetType()}");
            foreach (var child in GetChildren())
                child.Stop();
            FinishTerminate();
        }
    }

    /// <summary>A stopping actor counts as failed, so that nothing it throws reaches the supervisor; it is still said.</summary>
    private void PublishIfSecondFailure(Exception cause)
    {
        if (IsTerminating)
            PublishError(cause, cause.Message);
    }

    private void Create(ActorInitializationException? failure)
    {
        if (failure is not null)
            throw failure;

        try
        {
            var actor = NewActor();
            actor.AroundPreStart();
            if (_system.Settings.DebugLifecycle)
                _system.EventStream.Publish(new Debug(_self.Path.ToString(), ActorType, $"Started ({actor})"));
            CheckReceiveTimeout();
        }
        catch (Exception e)
        {
            ClearActor();
            throw new ActorInitializationException(_self, "Exception during creation", e);
        }
    }

    private ActorBase NewActor()
    {
        var actor = CreateNewActorInstance() ?? throw new ActorInitializationException(_self, "The factory made no actor");
        if (!ReferenceEquals(actor, _actor))
            AdoptInstance(actor);

        return actor;
    }

    private void ClearActor()
    {
        if (_actor is { } actor)
        {
            ActorEquipment.TakeBack(actor);
            _props.Release(actor);
        }

        _actor = null;
        _shadowed = null;
    }

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

    private void FaultSuspend()
    {
        SuspendNonRecursive();
        SuspendChildren(null, null);
    }

    private void FaultResume(Exception? causedByFailure)
    {
        if (_actor is null && !IsTerminating && causedByFailure is not null)
        {
            PublishError(causedByFailure, "Changing Resume into Create after failure");
            FaultCreate();
            return;
        }

        var perpetrator = _failed;
        ResumeNonRecursive();
        if (causedByFailure is not null)
            _failed = null;

        CheckReceiveTimeout(reschedule: false);
        foreach (var stats in ChildStats())
            stats.Child.Resume(stats.Child.Equals(perpetrator) ? causedByFailure! : null!);
    }

    private void FaultCreate()
    {
        SetReceiveTimeout(null);
        foreach (var child in GetChildren())
            Stop(child);

        if (_children is null || !_children.WaitFor(WaitReason.Creation))
            FinishCreate();
    }

    private void FinishCreate()
    {
        ResumeNonRecursive();
        _failed = null;
        try
        {
            Create(null);
        }
        catch (Exception e)
        {
            HandleInvokeFailure(e);
        }
    }

    private void HandleFailed(Failed failed)
    {
        _currentMessage = failed;
        _sender = failed.Child;
        if (TryGetChildStatsByRef(failed.Child, out var stats) && stats.Uid == failed.Uid)
        {
            var strategy = _actor is { } actor ? StrategyOf(actor) : SupervisorStrategy.DefaultStrategy;
            if (!strategy.HandleFailure(this, failed.Child, failed.Cause, stats, ChildStats()))
                throw failed.Cause;
        }

        _currentMessage = null;
    }

    private SupervisorStrategy StrategyOf(ActorBase actor) => _props.SupervisorStrategy ?? (_strategy ??= actor.SupervisorStrategy());

    private SupervisorStrategy? _strategy;

    private void SuspendNonRecursive() => _dispatcher.Suspend(this);

    private void ResumeNonRecursive() => _dispatcher.Resume(this);

    private void SuspendChildren(IActorRef? spared, IEnumerable<IActorRef>? notSuspended)
    {
        foreach (var stats in ChildStats())
        {
            if (!stats.Child.Equals(spared) && (notSuspended is null || !notSuspended.Contains(stats.Child)))
                stats.Child.Suspend();
        }
    }
}
