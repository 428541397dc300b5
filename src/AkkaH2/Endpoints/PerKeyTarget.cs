using System.Collections.Concurrent;
using Akka.Actor;
using AkkaH2.Actors;

namespace AkkaH2.Endpoints;

/// <summary>
/// An actor for each key, such as the value of a placeholder. One that is there is told at once; its parent, <see cref="PerKeyActor"/>, makes those that are
/// not, and stops those without requests; <see cref="PerKeySupervisor"/> keeps that parent.
/// </summary>
internal sealed class PerKeyTarget(Func<Request, string> keyOf, Func<string, Props?> props, TimeSpan passivateAfter, int maxActors) : ActorTarget
{
    private readonly ConcurrentDictionary<string, KeyedActor> _actors = [];
    private readonly Askers _askers = new();
    private IActorRef? _parent;

    internal override IActorRef Begin(ActorSystem system, string name, string dispatcher) =>
        _parent = system.ActorOf(PerKeySupervisor.Props(PerKeyActor.Props(_actors, _askers, props, passivateAfter, maxActors).WithDispatcher(dispatcher)), name);

    internal override bool IsDirect => true;

    internal override void Tell(object message, ReplyAddress reply, ActorCall call)
    {
        call.Join(_askers);
        var key = keyOf(reply.Open!.Request);
        if (_actors.TryGetValue(key, out var actor))
            actor.Tell(message, reply);
        else
            _parent!.Tell(new KeyedRequest(key, message, reply), reply);
    }

    internal override bool TryTellDirectly(Request request, ReplyAddress reply)
    {
        if (!_actors.TryGetValue(keyOf(request), out var actor) || !actor.TakesAnyMessage)
            return false;

        actor.Tell(request, reply);
        return true;
    }
}
