using Akka.Actor;

namespace AkkaH2.Transports.AkkaIo;

/// <summary>Parent of a transport's listeners and connections; one that fails stops alone.</summary>
internal sealed class AkkaIoSupervisor(string dispatcher) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Adopt adopt:            Start(Props.Create(() => new AkkaIoAcceptedActor(adopt))); break;
            case ConnectRequest connect: Start(Props.Create(() => new AkkaIoConnectingActor(connect))); break;
            case BindRequest bind:       Context.ActorOf(Props.Create(() => new AkkaIoListenerActor(bind))); break;
            default:                     Unhandled(message); break;
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    private void Start(Props connection) => Context.ActorOf(connection.WithDispatcher(dispatcher));
}
