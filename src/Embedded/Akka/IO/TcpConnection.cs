using System.Net.Sockets;
using Akka.Actor;

namespace Akka.IO;

/// <summary>
/// Owns one connected socket.
/// <code>
/// WaitingForRegistration ─Register─▶ Open ─PeerClosed (kept open)─▶ PeerClosed
///                                      └──── close commands ────▶ FinishingWrites ─▶ WaitingForPeer ─▶ stopped
/// </code>
/// What happened is told when the socket is closed, after the actor stopped.
/// </summary>
internal abstract partial class TcpConnection(TcpExt tcp, bool pullMode) : UntypedActor
{
    private Socket? _socket;
    private TcpReceive _receive = null!;
    private TcpSend _send = null!;
    private IActorRef _handler = ActorRefs.Nobody;
    private Tcp.Register? _registration;

    protected TcpExt Extension => tcp;

    /// <summary>Takes the socket over and asks <paramref name="commander"/> to register a handler.</summary>
    protected void Begin(Socket socket, IActorRef commander, IEnumerable<Inet.SocketOption> options)
    {
        _socket = socket;
        // A batch of writes is one call already; Nagle's algorithm would only delay its last packet.
        if (socket.ProtocolType == ProtocolType.Tcp) socket.NoDelay = true;
        foreach (var option in options) option.AfterConnect(socket);
        _receive = new TcpReceive(socket, Self, tcp.Settings.ReceiveLimit);
        _send = new TcpSend(socket, Self);
        _handler = commander;
        _wantsRead = false;
        commander.Tell(new Tcp.Connected(socket.RemoteEndPoint!, socket.LocalEndPoint!));
        Context.SetReceiveTimeout(tcp.Settings.RegisterTimeout);
        Become(WaitingForRegistration);
    }

    protected override void PostStop()
    {
        if (_socket is null) return;
        if (_closing is null) Reset(); // the handler is gone
        _socket.Dispose();
        foreach (var (write, commander) in _send.Unsent) commander.Tell(Refusal(write, "the connection closes"));
        _closing?.Tell();
    }

    private void WaitingForRegistration(object message)
    {
        switch (message)
        {
            case Tcp.Register register: OnRegister(register); break;
            case ReceiveTimeout:        Context.Stop(Self); break;
            default:                    Open(message); break;
        }
    }

    private void Open(object message)
    {
        switch (message)
        {
            case TcpOperation.Completion completion: OnCompleted(completion); break;
            case ReadMore:                           Read(); break;
            case Tcp.WriteCommand write:             OnWrite(write); break;
            case Tcp.ResumeReading:                  OnResumeReading(); break;
            case Tcp.SuspendReading:                 _wantsRead = false; break;
            case Tcp.CloseCommand close:             OnClose(close); break;
            case Terminated:                         Context.Stop(Self); break;
            default:                                 Unhandled(message); break;
        }
    }

    /// <summary>The peer sent FIN and the handler keeps the connection open: it still writes.</summary>
    private void PeerClosed(object message)
    {
        if (message is not (Tcp.ResumeReading or Tcp.SuspendReading or ReadMore)) Open(message);
    }

    private void OnRegister(Tcp.Register register)
    {
        Context.SetReceiveTimeout(null);
        if (!register.Handler.Equals(_handler))
        {
            Context.Unwatch(_handler);
            Context.Watch(register.Handler);
        }
        _handler = register.Handler;
        _registration = register;
        Become(Open);
        if (!pullMode) OnResumeReading();
        else Read();
    }

    private void OnCompleted(TcpOperation.Completion completion)
    {
        if (ReferenceEquals(completion, TcpOperation.Completion.Send)) OnSent();
        else OnReceived();
    }
}
