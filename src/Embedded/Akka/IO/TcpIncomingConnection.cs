using System.Net.Sockets;

namespace Akka.IO;

/// <summary>A connection that a listener accepted; the bind handler registers for it.</summary>
internal sealed class TcpIncomingConnection(TcpExt tcp, Socket socket, Tcp.Bind bind) : TcpConnection(tcp, bind.PullMode)
{
    protected override void PreStart()
    {
        Context.Watch(bind.Handler);
        try
        {
            Begin(socket, bind.Handler, bind.Options);
        }
        catch (SocketException)
        {
            Context.Stop(Self); // the peer was gone before anybody saw it
        }
    }

    protected override void OnReceive(object message) => Unhandled(message);

    protected override void PostStop()
    {
        base.PostStop();
        socket.Dispose();
    }
}
