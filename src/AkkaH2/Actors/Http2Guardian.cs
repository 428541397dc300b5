using Akka.Actor;
using AkkaH2.Server;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Actors;

/// <summary>The top of AkkaH2's tree, one a system: parent of all listeners, and of <see cref="LostRequests"/>. A listener that fails is stopped; the others go on.</summary>
internal sealed class Http2Guardian : UntypedActor
{
    private int _listeners;

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart() => Context.ActorOf(LostRequests.Props, "lost-requests");

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Listen listen: OnListen(listen); break;
            default: Unhandled(message); break;
        }
    }

    private void OnListen(Listen listen)
    {
        var name = $"listener-{++_listeners}-{Uri.EscapeDataString(listen.Listener.LocalEndPoint.ToString() ?? "")}";
        Sender.Tell(Context.ActorOf(ListenerActor.Props(listen), name));
    }
}

/// <summary>To the guardian: supervise a listener for this. Answered with its <see cref="IActorRef"/>.</summary>
internal sealed record Listen(ITransportListener Listener, ConnectionSetup Setup, IHttp1Engine? Http1, TlsServer? Tls);
