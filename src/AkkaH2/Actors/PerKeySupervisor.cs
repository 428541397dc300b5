using Akka.Actor;

namespace AkkaH2.Actors;

/// <summary>
/// Keeps the <see cref="PerKeyActor"/> of one route: whatever ends it ends its actors, whose requests are answered with 503, and the next request finds a new one.
/// </summary>
internal sealed class PerKeySupervisor : UntypedActor
{
    private readonly Props _actors;
    private IActorRef _current = ActorRefs.Nobody;

    public PerKeySupervisor(Props actors) => _actors = actors;

    public static Props Props(Props actors) => Akka.Actor.Props.Create(() => new PerKeySupervisor(actors)).WithDispatcher(actors.Dispatcher);

    protected override void PreStart() => Begin();

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case KeyedRequest: _current.Forward(message); break;
            case Terminated: Begin(); break;
            default: Unhandled(message); break;
        }
    }

    private void Begin() => _current = Context.Watch(Context.ActorOf(_actors, "actors"));
}
