using System.Net;
using System.Net.Sockets;
using Akka.Actor;

namespace Akka.IO;

/// <summary>A connection that is being opened; then the commander registers for it.</summary>
internal sealed class TcpOutgoingConnection(TcpExt tcp, IActorRef commander, Tcp.Connect connect) : TcpConnection(tcp, connect.PullMode)
{
    private Socket? _connecting;
    private TcpOperation? _operation;

    protected override void PreStart()
    {
        Context.Watch(commander);
        try
        {
            _connecting = NewSocket();
            foreach (var option in connect.Options) option.BeforeConnect(_connecting);
            if (connect.LocalAddress is not null) _connecting.Bind(connect.LocalAddress);
            _operation = new TcpOperation(Self, TcpOperation.Completion.Connect) { RemoteEndPoint = connect.RemoteAddress };
            Context.SetReceiveTimeout(connect.Timeout);
            if (_operation.IsDone(_connecting.ConnectAsync(_operation))) OnConnected();
        }
        catch (SocketException e)
        {
            Fail(e);
        }
    }

    /// <summary>Until the peer answered.</summary>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TcpOperation.Completion: OnConnected(); break;
            case ReceiveTimeout:          Fail(new ConnectException($"no answer from {connect.RemoteAddress} within {connect.Timeout}")); break;
            case Terminated:              Context.Stop(Self); break;
            default:                      Unhandled(message); break;
        }
    }

    protected override void PostStop()
    {
        base.PostStop();
        _connecting?.Dispose();
    }

    private void OnConnected()
    {
        if (_operation!.SocketError != SocketError.Success)
        {
            Fail(new SocketException((int)_operation.SocketError));
            return;
        }
        Context.SetReceiveTimeout(null);
        try
        {
            Begin(_connecting!, commander, connect.Options);
        }
        catch (SocketException e)
        {
            Fail(e);
        }
    }

    private void Fail(Exception cause)
    {
        commander.Tell(connect.FailureMessage.WithCause(cause));
        Context.Stop(Self);
    }

    private Socket NewSocket()
    {
        var family = connect.RemoteAddress.AddressFamily;
        if (family == AddressFamily.Unspecified && (Extension.Settings.OutgoingSocketForceIpv4 || connect.LocalAddress is IPEndPoint { AddressFamily: AddressFamily.InterNetwork }))
            family = AddressFamily.InterNetwork;
        return family == AddressFamily.Unspecified
            ? new Socket(SocketType.Stream, ProtocolType.Tcp)
            : new Socket(family, SocketType.Stream, ProtocolType.Tcp);
    }
}
