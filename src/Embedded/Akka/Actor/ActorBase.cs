using Akka.Event;

namespace Akka.Actor;

/// <summary>What every actor is: it reacts to one message at a time, in the context its cell gives it.</summary>
public abstract class ActorBase
{
    /// <summary>The behaviour before any Become, of whoever runs: no actor needs a delegate of its own.</summary>
    internal static readonly Receive Initially = static message => ActorCell.Current!.Actor!.Receive(message);

    private readonly ActorCell _cell;

    protected ActorBase()
    {
        _cell = ActorCell.Current ?? throw NotFromHere();
        _cell.AdoptInstance(this);
    }

    protected static IActorContext Context =>
        ActorCell.Current ?? throw new NotSupportedException(
            "There is no active ActorContext, this is most likely due to use of async operations from within this actor.");

    // As in Akka.NET: both belong to the message at hand, and there is none outside of the actor's own thread of work.
    protected IActorRef Self => Context.Self;

    protected IActorRef Sender => Context.Sender;

    internal ActorCell Cell => _cell;

    public virtual void AroundPreStart() => PreStart();

    public virtual void AroundPostStop() => PostStop();

    public virtual void AroundPreRestart(Exception cause, object message) => PreRestart(cause, message);

    public virtual void AroundPostRestart(Exception cause, object message) => PostRestart(cause);

    protected internal virtual bool AroundReceive(Receive receive, object message)
    {
        if (ReferenceEquals(receive, Initially) ? Receive(message) : receive(message))
            return true;

        Unhandled(message);
        return false;
    }

    protected abstract bool Receive(object message);

    protected internal virtual SupervisorStrategy SupervisorStrategy() => Actor.SupervisorStrategy.DefaultStrategy;

    protected virtual void PreStart()
    {
    }

    protected virtual void PostStop()
    {
    }

    /// <summary>Stops the children, then is as if stopped: a restarted actor starts without them.</summary>
    protected virtual void PreRestart(Exception reason, object message)
    {
        var context = Context;
        foreach (var child in context.GetChildren())
        {
            context.Unwatch(child);
            context.Stop(child);
        }

        PostStop();
    }

    protected virtual void PostRestart(Exception reason) => PreStart();

    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated)
            throw new DeathPactException(terminated.ActorRef);

        Context.System.EventStream.Publish(new UnhandledMessage(message, Sender, Self));
    }

    protected void Become(Receive receive) => Context.Become(receive);

    protected void BecomeStacked(Receive receive) => Context.BecomeStacked(receive);

    protected void UnbecomeStacked() => Context.UnbecomeStacked();

    protected void SetReceiveTimeout(TimeSpan? timeout) => Context.SetReceiveTimeout(timeout);

    private ActorInitializationException NotFromHere() =>
        new($"You cannot create an instance of {GetType()} explicitly using the constructor (new). An actor is made by ActorOf. See 'Props'.");
}
