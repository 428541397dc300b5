using System.Net.Sockets;
using Akka.IO;

namespace AkkaH2.Transports.AkkaIo;

/// <summary>
/// Asks a socket that has just connected for its remote end before Akka.IO does. Where the peer has reset the connection meanwhile, that question fails once, and is
/// answered with null from then on: so we get a <see cref="Tcp.Connected"/> without a remote address. Akka.IO's own question would fail its actor, and nobody
/// would be told.
/// </summary>
internal sealed class RemoteEndPointKnown : Inet.SocketOption
{
    public static readonly IReadOnlyList<Inet.SocketOption> Options = [new RemoteEndPointKnown()];

    public override void AfterConnect(Socket socket)
    {
        try
        {
            _ = socket.RemoteEndPoint;
        }
        catch (SocketException)
        {
        }
    }
}
