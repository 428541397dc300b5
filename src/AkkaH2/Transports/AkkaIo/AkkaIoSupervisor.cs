using System.Net;
using Akka.Actor;
using Akka.IO;

namespace AkkaH2.Transports.AkkaIo;

/// <summary>
/// Parent of a transport's listeners and connections; one that fails stops alone. Knows which listeners only wait for their last connection: who binds
/// such an endpoint gets its listener. Who binds one that is just being given up waits until it is free.
/// </summary>
internal sealed class AkkaIoSupervisor(string dispatcher, TcpSettings tcpSettings) : UntypedActor
{
    private readonly Dictionary<EndPoint, IActorRef> _lingering = [];
    private readonly Dictionary<IActorRef, (EndPoint EndPoint, Queue<BindRequest> Waiting)> _leaving = [];

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Adopt adopt:            StartConnection(Props.Create(() => new AkkaIoAcceptedActor(adopt))); break;
            case ConnectRequest connect: StartConnection(Props.Create(() => new AkkaIoConnectingActor(connect, tcpSettings))); break;
            case BindRequest bind:       OnBind(bind); break;
            case Lingers lingers:        _lingering[lingers.EndPoint] = Sender; break;
            case Leaves leaves:          OnLeave(leaves); break;
            case Terminated gone:        OnGone(gone.ActorRef); break;
            default:                     Unhandled(message); break;
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    private void OnBind(BindRequest bind)
    {
        if (_lingering.Remove(bind.Address, out var listener)) listener.Tell(bind);
        else if (_leaving.Values.FirstOrDefault(leaving => leaving.EndPoint.Equals(bind.Address)).Waiting is { } waiting) waiting.Enqueue(bind);
        else Context.ActorOf(Props.Create(() => new AkkaIoListenerActor(bind, tcpSettings)));
    }

    private void OnLeave(Leaves leaves)
    {
        if (_lingering.TryGetValue(leaves.EndPoint, out var listener) && listener.Equals(Sender))
        {
            _lingering.Remove(leaves.EndPoint);
            _leaving[Context.Watch(Sender)] = (leaves.EndPoint, []);
        }

        Sender.Tell(MayLeave.Instance);
    }

    private void OnGone(IActorRef listener)
    {
        _leaving.Remove(listener, out var left);
        foreach (var bind in left.Waiting) OnBind(bind);
    }

    private void StartConnection(Props connection) => Context.ActorOf(connection.WithDispatcher(dispatcher));
}
