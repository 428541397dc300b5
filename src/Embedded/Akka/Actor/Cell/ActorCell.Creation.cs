using Akka.Actor.Internal;
using Akka.Event;

namespace Akka.Actor;

/// <summary>How instances come and go; a cell has one at a time.</summary>
public partial class ActorCell
{
    internal void AdoptInstance(ActorBase actor)
    {
        _actor = actor;
        _untyped = null;
        _shadowed = null;
        _receive = ActorBase.Initially;
    }

    protected virtual ActorBase CreateNewActorInstance()
    {
        var actor = _props.NewActor();
        ActorEquipment.Give(actor, this);
        return actor;
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
        _untyped = null;
        _shadowed = null;
        _receive = ActorBase.Initially; // a behaviour that was become holds the instance too
        _strategy = null;
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
}
