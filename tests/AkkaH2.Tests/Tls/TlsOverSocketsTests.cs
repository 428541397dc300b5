using AkkaH2.Tests.Transports;
using AkkaH2.Transports;
using AkkaH2.Transports.Sockets;

namespace AkkaH2.Tests.Tls;

public sealed class TlsOverSocketsTests : TransportContract
{
    protected override ITransport Transport { get; } = new TlsOverTransport(new SocketTransport());
}
