using Akka.Actor;
using Akka.IO;

namespace AkkaH2.Transports.AkkaIo;

/// <summary>
/// The bind handler of one Akka.IO listener. Asking ─Bound─▶ Listening ─StopListening─▶ Unbinding (─▶ stopped).
/// Akka.NET makes connections children of their listener, so that they would end with it: there we unbind when the last connection has ended, and
/// refuse newcomers until then.
/// </summary>
internal sealed class AkkaIoListenerActor(BindRequest request) : UntypedActor
{
    private AkkaIoListener? _listener;
    private IActorRef _tcp = ActorRefs.Nobody;
    private CancellationTokenRegistration _cancellation;
    private int _children;

    protected override void PreStart()
    {
        _cancellation = request.Cancellation.UnsafeRegister(static self => ((IActorRef)self!).Tell(GiveUp.Instance, ActorRefs.NoSender), Self);
        Context.System.Tcp().Tell(new Tcp.Bind(Self, request.Address, request.Settings.Backlog, [new AkkaIoSocketOptions(request.Settings)], pullMode: true));
    }

    protected override void OnReceive(object message) => Asking(message);

    protected override void PostStop()
    {
        _cancellation.Dispose();
        request.Answer.TrySetException(TransportException.CannotBind(request.Asked, AkkaIoTransport.TransportName, new IOException("the actor system stops")));
        _listener?.Close();
        _listener?.OnUnbound();
    }

    private void Asking(object message)
    {
        switch (message)
        {
            case Tcp.Bound bound:          OnBound(bound); break;
            case Tcp.CommandFailed failed: OnFailed(failed); break;
            case GiveUp:                   request.Answer.TrySetCanceled(request.Cancellation); break;
            default:                       Unhandled(message); break;
        }
    }

    private void Listening(object message)
    {
        switch (message)
        {
            case Tcp.Connected connected:         OnConnected(connected); break;
            case AcceptMore:                      _tcp.Tell(new Tcp.ResumeAccepting(AkkaIoListener.Batch)); break;
            case StopListening:                   OnStopListening(); break;
            case Terminated { ActorRef: var end}: OnTerminated(end); break;
            case GiveUp:                          break; // too late
            default:                              Unhandled(message); break;
        }
    }

    private void Unbinding(object message)
    {
        switch (message)
        {
            case Tcp.Connected:                    Sender.Tell(Tcp.Abort.Instance); break;
            case Tcp.Unbound:                      Context.Stop(Self); break;
            case Terminated { ActorRef: var end }: OnTerminated(end); break;
            default:                               break; // accepts and cancellations that are too late
        }
    }

    private void OnBound(Tcp.Bound bound)
    {
        _tcp = Sender;
        _cancellation.Dispose();
        Context.Watch(_tcp);
        _listener = new AkkaIoListener(bound.LocalAddress, request.Settings.Backlog, Self);
        if (request.Answer.TrySetResult(_listener)) Become(Listening);
        else OnStopListening(); // cancelled meanwhile
    }

    private void OnFailed(Tcp.CommandFailed failed)
    {
        request.Answer.TrySetException(TransportException.CannotBind(request.Asked, AkkaIoTransport.TransportName, AkkaIoFailure.CauseOf(failed)));
        Context.Stop(Self);
    }

    private void OnConnected(Tcp.Connected connected)
    {
        if (Sender.Path.Parent.Equals(_tcp.Path))
        {
            _children++;
            Context.Watch(Sender);
        }
        Context.Parent.Tell(new Adopt(Sender, connected, request.Settings, _listener!));
    }

    private void OnStopListening()
    {
        Become(Unbinding);
        if (_children == 0) _tcp.Tell(Tcp.Unbind.Instance);
        else _listener!.OnUnbound(); // as far as its user can tell
    }

    private void OnTerminated(IActorRef ended)
    {
        if (ended.Equals(_tcp)) Context.Stop(Self);
        else if (--_children == 0 && _listener!.IsClosed) _tcp.Tell(Tcp.Unbind.Instance);
    }
}
