using System.Net.Sockets;
using Akka.IO;

namespace AkkaH2.Transports.AkkaIo;

/// <summary>TCP_NODELAY, which Akka.IO has no option for.</summary>
internal sealed class AkkaIoSocketOptions(TransportSettings settings) : Inet.SocketOption
{
    public override void AfterConnect(Socket s) => s.NoDelay = settings.NoDelay;
}
