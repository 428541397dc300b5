using Akka.Actor;
using AkkaH2.Server;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Actors;

/// <summary>The top of AkkaH2's tree, one a system: parent of all listeners and clients, and of <see cref="LostRequests"/>. One that fails is stopped; the others go on.</summary>
internal sealed class Http2Guardian : UntypedActor
{
    private int _listeners;
    private int _clients = 1; // that share a name with another one

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart() => Context.ActorOf(LostRequests.Props, "lost-requests");

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Listen listen: OnListen(listen); break;
            case OpenClient open: OnOpenClient(open.Setup); break;
            default: Unhandled(message); break;
        }
    }

    private void OnListen(Listen listen)
    {
        var name = $"listener-{++_listeners}-{Uri.EscapeDataString(listen.Listener.LocalEndPoint.ToString() ?? "")}";
        Sender.Tell(Context.ActorOf(ListenerActor.Props(listen), name));
    }

    // The name says where it goes; where several go to one origin, the others are numbered.
    private void OnOpenClient(ClientSetup setup)
    {
        var name = $"client-{Uri.EscapeDataString($"{setup.Origin.Host}:{setup.Origin.Port}")}";
        if (!Context.Child(name).IsNobody())
            name = $"{name}-{++_clients}";
        Sender.Tell(Context.ActorOf(ClientActor.Props(setup), name));
    }
}

/// <summary>To the guardian: supervise a client. Answered with its <see cref="IActorRef"/>.</summary>
internal sealed record OpenClient(ClientSetup Setup);

/// <summary>To the guardian: supervise a listener for this. Answered with its <see cref="IActorRef"/>.</summary>
internal sealed record Listen(ITransportListener Listener, ServerSetup Setup, IHttp1Engine? Http1, TlsServer? Tls);
