using Akka.Actor;
using Akka.Dispatch;
using AkkaH2.Actors;

namespace AkkaH2.Endpoints;

/// <summary>The actor that answers the requests of a route, however it is found.</summary>
public abstract class ActorTarget
{
    private protected ActorTarget()
    {
    }

    /// <summary>This actor.</summary>
    public static ActorTarget Of(IActorRef actor) => new FixedTarget(actor);

    /// <summary>
    /// The actor that this function finds for each request, such as <c>() => required.ActorRef</c> for an <c>IRequiredActor</c> of Akka.Hosting. It should be quick.
    /// Where it finds none (null or <see cref="ActorRefs.Nobody"/>) the request is answered with 503; where it throws, with 500.
    /// </summary>
    public static ActorTarget Resolved(Func<IActorRef?> find) => new ResolvedTarget(find);

    /// <summary>
    /// The one actor that the selection finds, whenever it is there: the first to answer to <see cref="Identify"/>, until it stops. While none is there, requests
    /// are answered with 503.
    /// </summary>
    public static implicit operator ActorTarget(ActorSelection selection) => new SelectedTarget(selection);

    /// <summary>
    /// An actor of these props below <c>/user</c>: it is made for the first request, made anew for the next one when it has stopped, and stopped when the server's
    /// binding has terminated.
    /// </summary>
    public static implicit operator ActorTarget(Props props) => new PerKeyTarget(_ => "actor", _ => props, Timeout.InfiniteTimeSpan, maxActors: 1);

    /// <summary>The server is bound: makes actors that belong to it. Returns one that is stopped with it.</summary>
    internal virtual IActorRef? Begin(ActorSystem system, string name, string dispatcher) => null;

    /// <summary>Tells the actor, or answers for it. Runs on the StreamActor.</summary>
    internal abstract void Tell(object message, ReplyAddress reply, ActorCall call);

    /// <summary>True if the connection may tell it, once its StreamActor has: its actor is found without code of the application.</summary>
    internal virtual bool IsDirect => false;

    /// <summary>
    /// Tells the actor what <see cref="Tell"/> would, where it <see cref="IsDirect"/>. False, and nothing is done, if the StreamActor has to. Runs on the connection.
    /// </summary>
    internal virtual bool TryTellDirectly(Request request, ReplyAddress reply) => false;

    /// <summary>True if this is an ordinary actor of this node, with a mailbox that takes any number of messages: routers and bounded mailboxes may run code of the application, or wait.</summary>
    internal static bool TakesAnyMessage(IActorRef actor) => CellOf(actor) is ActorCell { Mailbox.MessageQueue: not (IBoundedMessageQueueSemantics or IBlockingMessageQueueSemantics) };

    // Routers are types of their own below these, and what wraps a reference is none of them.
    private static ICell? CellOf(IActorRef actor) => actor switch
    {
        RepointableActorRef started when actor.GetType() == typeof(RepointableActorRef) => started.Underlying,
        LocalActorRef child when actor.GetType() == typeof(LocalActorRef) => child.Cell,
        _ => null,
    };

    /// <summary>The message of this request has reached no actor: true if it will be told again. Runs on any thread.</summary>
    internal virtual bool TryAgain(ReplyAddress reply) => false;

    /// <summary>This request has come to a node that was to say so (<see cref="Request.AsPortable(IActorRef)"/>). Runs on any thread.</summary>
    internal virtual void OnArrived(ReplyAddress reply, Address node)
    {
    }

    private sealed class FixedTarget(IActorRef actor) : ActorTarget
    {
        internal override bool IsDirect => TakesAnyMessage(actor);

        internal override void Tell(object message, ReplyAddress reply, ActorCall call) => call.Tell(actor, message, reply);

        internal override bool TryTellDirectly(Request request, ReplyAddress reply)
        {
            reply.Target = actor;
            actor.Tell(request, reply);
            return true;
        }
    }

    private sealed class ResolvedTarget(Func<IActorRef?> find) : ActorTarget
    {
        internal override void Tell(object message, ReplyAddress reply, ActorCall call)
        {
            if (find() is { } actor && !actor.IsNobody())
                call.Tell(actor, message, reply);
            else
                reply.AnswerIfOpen(ReplyAddress.NotThere);
        }
    }
}

/// <summary>An actor that is looked up by a selection, and then asked without it.</summary>
internal sealed class SelectedTarget(ActorSelection selection) : ActorTarget
{
    private IActorRef? _known;

    internal override void Tell(object message, ReplyAddress reply, ActorCall call)
    {
        if (Volatile.Read(ref _known) is { } actor)
        {
            call.Tell(actor, message, reply);
            return;
        }

        selection.Tell(message, reply); // where nobody is, it is a dead letter
        selection.Tell(new Identify(this), call.StreamActor);
    }

    /// <summary>The selection has found this one.</summary>
    public void OnFound(IActorRef actor) => Volatile.Write(ref _known, actor);

    /// <summary>This one has stopped: another one may have its name next.</summary>
    public void OnStopped(IActorRef actor)
    {
        if (actor.Equals(Volatile.Read(ref _known)))
            Volatile.Write(ref _known, null);
    }
}
