using System.Net.Sockets;
using Akka.Actor;

namespace Akka.IO;

/// <summary>Owns all listeners and connections of the system; a connection outlives the listener that accepted it.</summary>
internal sealed class TcpManager(TcpExt tcp) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Incoming incoming:    OnIncoming(incoming); break;
            case Tcp.Connect connect:  OnConnect(connect, Sender); break;
            case Tcp.Bind bind:        OnBind(bind, Sender); break;
            case Tcp.Command command:  Refuse(command); break;
            default:                   Unhandled(message); break;
        }
    }

    protected internal override SupervisorStrategy SupervisorStrategy() => Tcp.ConnectionSupervisorStrategy;

    private void OnIncoming(Incoming incoming) => Start(Props.Create(() => new TcpIncomingConnection(tcp, incoming.Socket, incoming.Bind)));

    private void OnConnect(Tcp.Connect connect, IActorRef commander) => Start(Props.Create(() => new TcpOutgoingConnection(tcp, commander, connect)));

    private void OnBind(Tcp.Bind bind, IActorRef commander) => Context.ActorOf(Props.Create(() => new TcpListener(tcp, commander, bind)));

    private void Start(Props connection)
    {
        var dispatcher = tcp.Settings.WorkerDispatcher;
        Context.ActorOf(Context.System.Dispatchers.HasDispatcher(dispatcher) ? connection.WithDispatcher(dispatcher) : connection);
    }

    private void Refuse(Tcp.Command command) =>
        Sender.Tell(command.FailureMessage.WithCause(new ArgumentException($"the manager takes Connect and Bind, not {command.GetType().Name}")));

    /// <summary>A connection that a listener accepted.</summary>
    internal sealed record Incoming(Socket Socket, Tcp.Bind Bind) : INoSerializationVerificationNeeded;
}
