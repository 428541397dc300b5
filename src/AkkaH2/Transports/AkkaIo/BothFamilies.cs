using System.Net;
using System.Net.Sockets;
using Akka.IO;

namespace AkkaH2.Transports.AkkaIo;

/// <summary>A listener at all IPv6 addresses takes IPv4 as well, as with the other transports.</summary>
internal sealed class BothFamilies : Inet.SocketOption
{
    private static readonly Inet.SocketOption[] Options = [new BothFamilies()];

    public static IReadOnlyList<Inet.SocketOption> For(EndPoint address) =>
        address is IPEndPoint { Address: var any } && any.Equals(IPAddress.IPv6Any) ? Options : [];

    public override void BeforeServerSocketBind(Socket socket) => socket.DualMode = true;
}
