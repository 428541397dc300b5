using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;

namespace Akka.IO;

/// <summary>Owns one listening socket. In pull mode it accepts as many connections as it was asked for, otherwise all.</summary>
internal sealed class TcpListener : UntypedActor
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly TcpExt _tcp;
    private readonly IActorRef _commander;
    private readonly Tcp.Bind _bind;
    private readonly Socket _socket;
    private readonly TcpOperation _accept;
    private int _demand;

    public TcpListener(TcpExt tcp, IActorRef commander, Tcp.Bind bind)
    {
        (_tcp, _commander, _bind) = (tcp, commander, bind);
        _demand = bind.PullMode ? 0 : int.MaxValue;
        _accept = new TcpOperation(Self, TcpOperation.Completion.Accept);
        _socket = new Socket(bind.LocalAddress.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
    }

    protected override void PreStart()
    {
        try
        {
            Listen();
        }
        catch (SocketException e)
        {
            Context.GetLogger().Debug("cannot bind {0}: {1}", _bind.LocalAddress, e.Message);
            _commander.Tell(_bind.FailureMessage.WithCause(e));
            Context.Stop(Self);
            return;
        }
        Context.Watch(_bind.Handler);
        _commander.Tell(new Tcp.Bound(_socket.LocalEndPoint!));
        Accept();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TcpOperation.Completion:        OnAccepted(); break;
            case AcceptMore:                     Accept(); break;
            case Tcp.ResumeAccepting resume:     OnResume(resume.BatchSize); break;
            case Tcp.Unbind:                     OnUnbind(); break;
            case Terminated:                     Context.Stop(Self); break;
            default:                             Unhandled(message); break;
        }
    }

    protected override void PostStop() => _socket.Dispose();

    private void Listen()
    {
        foreach (var option in _bind.Options) option.BeforeServerSocketBind(_socket);
        if (_bind.LocalAddress is IPEndPoint { Address: var address } && address.Equals(IPAddress.IPv6Any)) _socket.DualMode = true;
        _socket.Bind(_bind.LocalAddress);
        _socket.Listen(_bind.Backlog);
    }

    private void OnResume(int batchSize)
    {
        if (!_bind.PullMode) return;
        _demand = batchSize;
        Accept();
    }

    private void OnUnbind()
    {
        _socket.Dispose();
        Sender.Tell(Tcp.Unbound.Instance);
        Context.Stop(Self);
    }

    private void Accept()
    {
        for (var turn = 0; _demand > 0 && !_accept.IsPending; turn++)
        {
            if (turn == _tcp.Settings.BatchAcceptLimit)
            {
                Self.Tell(AcceptMore.Instance);
                return;
            }
            if (_accept.IsDone(_socket.AcceptAsync(_accept)) && !Adopt()) return;
        }
    }

    private void OnAccepted()
    {
        _accept.EndPending();
        if (Adopt()) Accept();
    }

    /// <summary>False if the system cannot accept now: then again in a while.</summary>
    private bool Adopt()
    {
        var socket = _accept.AcceptSocket;
        _accept.AcceptSocket = null;
        switch (_accept.SocketError)
        {
            case SocketError.Success when socket is not null:
                if (_bind.PullMode) _demand--;
                Context.Parent.Tell(new TcpManager.Incoming(socket, _bind));
                return true;

            // The peer's fault: it was gone before it was accepted.
            case SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.TimedOut or SocketError.HostUnreachable:
                return true;

            default:
                Context.GetLogger().Warning("cannot accept at {0}: {1}", _bind.LocalAddress, _accept.SocketError);
                Context.System.Scheduler.ScheduleTellOnce(RetryDelay, Self, AcceptMore.Instance, ActorRefs.NoSender);
                return false;
        }
    }

    private sealed class AcceptMore : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly AcceptMore Instance = new();
    }
}
