using Akka.Actor;
using Akka.IO;

namespace AkkaH2.Transports.AkkaIo;

/// <summary>A connection that is being opened.</summary>
internal sealed class AkkaIoConnectingActor(ConnectRequest request, TcpSettings tcpSettings) : AkkaIoConnectionActor
{
    private CancellationTokenRegistration _cancellation;

    protected override void PreStart()
    {
        _cancellation = request.Cancellation.UnsafeRegister(static self => ((IActorRef)self!).Tell(GiveUp.Instance, ActorRefs.NoSender), Self);
        Context.System.Tcp().Tell(new Tcp.Connect(request.Asked, options: RemoteEndPointKnown.Options, pullMode: true) { TcpSettings = tcpSettings });
    }

    protected override void PostStop()
    {
        _cancellation.Dispose();
        Fail(new IOException("the actor system stops"));
        base.PostStop();
    }

    /// <summary>Until the peer answered. Akka.IO gives up connecting when its commander stops.</summary>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Connected { RemoteAddress: null }: FailAndStop(new IOException("the peer has reset the connection")); break;
            case Tcp.Connected connected:  OnConnected(connected); break;
            case Tcp.CommandFailed failed: FailAndStop(AkkaIoFailure.CauseOf(failed)); break;
            case GiveUp:                   request.Answer.TrySetCanceled(request.Cancellation); Context.Stop(Self); break;
            default:                       Unhandled(message); break;
        }
    }

    private void OnConnected(Tcp.Connected connected)
    {
        _cancellation.Dispose();
        var connection = Begin(Sender, connected, request.Settings);
        connection.Start();
        if (!request.Answer.TrySetResult(connection)) connection.Abort();
    }

    private void FailAndStop(Exception cause)
    {
        Fail(cause);
        Context.Stop(Self);
    }

    private void Fail(Exception cause) =>
        request.Answer.TrySetException(TransportException.CannotConnect(request.Asked, AkkaIoTransport.TransportName, cause));
}
