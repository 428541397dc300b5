using System.Net.Sockets;
using Akka.Actor;

namespace Akka.IO;

/// <summary>The ways to end.</summary>
internal abstract partial class TcpConnection
{
    private Ending? _closing;
    private bool _peerClosed;

    private void OnClose(Tcp.CloseCommand command)
    {
        if (command is Tcp.Abort)
        {
            Reset();
            End(new Ending(_handler, Sender, command.Event));
        }
        else Close(new Ending(_handler, Sender, command.Event));
    }

    private void OnPeerClosed()
    {
        _peerClosed = true;
        if (_closing is not null)
        {
            if (_send.IsIdle) ContinueClosing();
        }
        else if (_registration is { KeepOpenOnPeerClosed: true })
        {
            _handler.Tell(Tcp.PeerClosed.Instance);
            Become(PeerClosed);
        }
        else Close(new Ending(_handler, _handler, Tcp.PeerClosed.Instance));
    }

    private void OnSocketError(SocketError error) =>
        End(new Ending(_handler, _closing?.Commander ?? _handler, new Tcp.ErrorClosed(new SocketException((int)error).Message)));

    private void Close(Ending closing)
    {
        _closing = closing;
        // The handler may stop now: what it wrote still goes out.
        Context.Unwatch(_handler);
        Become(FinishingWrites);
        if (_send.IsIdle) ContinueClosing();
    }

    private void FinishingWrites(object message)
    {
        switch (message)
        {
            case TcpOperation.Completion completion: OnCompleted(completion); break;
            case ReadMore:                           Read(); break;
            case Tcp.ResumeReading:                  OnResumeReading(); break;
            case Tcp.SuspendReading:                 _wantsRead = false; break;
            case Tcp.Abort abort:                    OnClose(abort); break;
            case Tcp.CloseCommand:                   break; // closing already
            case Tcp.Command command:                Refuse(command, "the connection closes"); break;
            case Terminated:                         break;
            default:                                 Unhandled(message); break;
        }
    }

    private void ContinueClosing()
    {
        if (_closing is null) return;
        // Also before a plain close: a socket that is disposed while a read waits would be reset.
        var sentFin = ShutdownOutput();
        if (_closing.Event is Tcp.ConfirmedClosed && !_peerClosed && sentFin) Become(WaitingForPeer);
        else End(_closing);
    }

    /// <summary>Our FIN is sent. What the peer still sends is read as before; its FIN ends the connection.</summary>
    private void WaitingForPeer(object message) => FinishingWrites(message);

    private void End(Ending closing)
    {
        _closing = closing;
        _wantsRead = false;
        Become(Ended);
        Context.Stop(Self);
    }

    private void Ended(object message)
    {
    }

    // False if the peer was faster.
    private bool ShutdownOutput()
    {
        try
        {
            _socket!.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Reset()
    {
        try
        {
            _socket!.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { } // the peer was faster
    }

    /// <summary>Who is told what when the socket is closed.</summary>
    private sealed record Ending(IActorRef Handler, IActorRef Commander, Tcp.ConnectionClosed Event)
    {
        public void Tell()
        {
            Handler.Tell(Event);
            if (!Commander.Equals(Handler)) Commander.Tell(Event);
        }
    }
}
