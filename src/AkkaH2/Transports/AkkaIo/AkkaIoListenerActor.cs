using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;

namespace AkkaH2.Transports.AkkaIo;

/// <summary>
/// The bind handler of one Akka.IO listener.
/// <para>
/// Binding ─Bound─▶ Listening ─StopListening─▶ Unbinding ─Unbound─▶ stopped, where no connection is open or has just ended. Akka.IO's connections are children
/// of their listener and end with it. So where some are: Listening ─▶ Lingering, in which the endpoint stays bound and newcomers are reset, until the last
/// connection has ended and some time has passed (─MayLeave─▶ Unbinding) or somebody binds the endpoint again and takes it over (─BindRequest─▶ Listening).
/// </para>
/// </summary>
internal sealed class AkkaIoListenerActor(BindRequest first, TcpSettings tcpSettings) : UntypedActor, IWithTimers
{
    // Akka.IO forgets a connection that it accepts while it unbinds: it stays open, and nobody answers there. Clients whose connections have just ended come at once.
    private static readonly TimeSpan ClientsComeAgain = TimeSpan.FromMilliseconds(500);

    private BindRequest _request = first;
    private AkkaIoListener? _listener;
    private IActorRef _tcp = ActorRefs.Nobody;
    private CancellationTokenRegistration _cancellation;
    private int _open;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        try
        {
            CheckThatNobodyListensAt(_request.Address);
        }
        catch (SocketException e)
        {
            Fail(e);
            return;
        }
        _cancellation = _request.Cancellation.UnsafeRegister(static self => ((IActorRef)self!).Tell(GiveUp.Instance, ActorRefs.NoSender), Self);
        Context.System.Tcp().Tell(new Tcp.Bind(Self, _request.Address, _request.Settings.Backlog, BothFamilies.For(_request.Address), pullMode: true) { TcpSettings = tcpSettings });
    }

    protected override void OnReceive(object message) => Binding(message);

    protected override void PostStop()
    {
        _cancellation.Dispose();
        _tcp.Tell(Tcp.Unbind.Instance, ActorRefs.Nobody); // Akka.IO warns of a listener whose handler stops before it is unbound
        _request.Answer.TrySetException(CannotBind(new IOException("the actor system stops")));
        _listener?.Close();
        _listener?.OnUnbound();
    }

    private void Binding(object message)
    {
        switch (message)
        {
            case Tcp.Bound bound:          OnBound(bound); break;
            case Tcp.CommandFailed failed: Fail(AkkaIoFailure.CauseOf(failed)); break;
            case GiveUp:                   _request.Answer.TrySetCanceled(_request.Cancellation); break;
            default:                       Unhandled(message); break;
        }
    }

    private void Listening(object message)
    {
        switch (message)
        {
            case Tcp.Connected connected:            OnConnected(connected); break;
            case StopListening:                      OnStopListening(); break;
            case Terminated end when IsOfTcp(end):   Stop(); break;
            case Terminated:                         OnEnd(); break;
            case GiveUp or LingeredOn or MayLeave:   break; // too late, or nobody waits for it
            case Tcp.ConnectionClosed:               break; // a newcomer that was reset before
            default:                                 Unhandled(message); break;
        }
    }

    private void Lingering(object message)
    {
        switch (message)
        {
            case BindRequest again:                  Listen(again, _listener!.LocalEndPoint); break;
            case Tcp.Connected:                      Sender.Tell(Tcp.Abort.Instance); break;
            case Terminated end when IsOfTcp(end):   _tcp = ActorRefs.Nobody; break; // its connections end with it
            case Terminated:                         OnEnd(); break;
            case LingeredOn when _open == 0:         AskToLeave(); break;
            case MayLeave when _open == 0:           Unbind(); break;
            default:                                 break; // what is too late
        }
    }

    private void Unbinding(object message)
    {
        switch (message)
        {
            case Tcp.Connected:                      Sender.Tell(Tcp.Abort.Instance); break;
            case Tcp.Unbound:                        Stop(); break;
            case Terminated end when IsOfTcp(end):   Stop(); break;
            default:                                 break; // what is too late
        }
    }

    private bool IsOfTcp(Terminated end) => end.ActorRef.Equals(_tcp);

    private void OnBound(Tcp.Bound bound)
    {
        _tcp = Sender;
        _cancellation.Dispose();
        Context.Watch(_tcp);
        Listen(_request, bound.LocalAddress);
    }

    private void Listen(BindRequest request, EndPoint local)
    {
        Timers.Cancel(LingeredOn.Instance);
        _request = request;
        _listener = new AkkaIoListener(local, request.Settings.Backlog, Self);
        Become(Listening);
        if (!request.Answer.TrySetResult(_listener)) OnStopListening(); // cancelled meanwhile
    }

    private void OnConnected(Tcp.Connected connected)
    {
        _open++;
        Context.Watch(Sender);
        Context.Parent.Tell(new Adopt(Sender, connected, _request.Settings, _listener!));
    }

    private void OnStopListening()
    {
        if (_open == 0 && !Timers.IsTimerActive(LingeredOn.Instance))
        {
            Unbind();
            return;
        }
        Become(Lingering);
        Context.Parent.Tell(new Lingers(_listener!.LocalEndPoint));
        _listener.OnUnbound(); // as far as its user can tell
    }

    private void OnEnd()
    {
        if (--_open == 0) Timers.StartSingleTimer(LingeredOn.Instance, LingeredOn.Instance, ClientsComeAgain);
    }

    // Our parent may have sent somebody who wants the endpoint: it is asked before it is given up.
    private void AskToLeave() => Context.Parent.Tell(new Leaves(_listener!.LocalEndPoint));

    private void Unbind()
    {
        Become(Unbinding);
        if (_tcp.IsNobody()) Stop();
        else _tcp.Tell(Tcp.Unbind.Instance);
    }

    private void Stop()
    {
        _tcp = ActorRefs.Nobody;
        Context.Stop(Self);
    }

    private void Fail(Exception cause)
    {
        _request.Answer.TrySetException(CannotBind(cause));
        Context.Stop(Self);
    }

    private TransportException CannotBind(Exception cause) => TransportException.CannotBind(_request.Asked, AkkaIoTransport.TransportName, cause);

    // Akka.IO logs a bind that fails as an error with its stack trace. Our user is told by an exception, so we try first.
    private static void CheckThatNobodyListensAt(EndPoint address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        foreach (var option in BothFamilies.For(address)) option.BeforeServerSocketBind(socket);
        socket.Bind(address);
    }
}
