using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>Failure, suspension and the verdict on children: each is a system message, so no two of them are under way at once.</summary>
public partial class ActorCell
{
    /// <summary>Who failed: this actor or the child that it escalated for. Null while nobody has.</summary>
    private IActorRef? _failed;

    /// <summary>What the current instance said; the next one is asked again.</summary>
    private SupervisorStrategy? _strategy;

    private bool IsFailed => _failed is not null;

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

    private void HandleFailed(Failed failed)
    {
        _currentMessage = failed;
        _sender = failed.Child;
        if (TryGetChildStatsByRef(failed.Child, out var stats) && stats.Uid == failed.Uid)
        {
            var strategy = _actor is { } actor ? StrategyOf(actor) : SupervisorStrategy.DefaultStrategy;
            if (!strategy.HandleFailure(this, failed.Child, failed.Cause, stats, ChildStats()))
            {
                HandleInvokeFailure(failed.Cause);
                return;
            }
        }

        _currentMessage = null;
    }

    private SupervisorStrategy StrategyOf(ActorBase actor) => _props.SupervisorStrategy ?? (_strategy ??= actor.SupervisorStrategy());

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
