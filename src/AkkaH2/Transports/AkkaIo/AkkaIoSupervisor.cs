using Akka.Actor;

namespace AkkaH2.Transports.AkkaIo;

/// <summary>Parent of a transport's listeners and connections; one that fails stops alone.</summary>
internal sealed class AkkaIoSupervisor : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Adopt adopt:            Context.ActorOf(Props.Create(() => new AkkaIoAcceptedActor(adopt))); break;
            case ConnectRequest connect: Context.ActorOf(Props.Create(() => new AkkaIoConnectingActor(connect))); break;
            case BindRequest bind:       Context.ActorOf(Props.Create(() => new AkkaIoListenerActor(bind))); break;
            default:                     Unhandled(message); break;
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;
}
