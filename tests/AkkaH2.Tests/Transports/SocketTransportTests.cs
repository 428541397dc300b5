using AkkaH2.Transports;
using AkkaH2.Transports.Sockets;

namespace AkkaH2.Tests.Transports;

public sealed class SocketTransportTests : TransportContract
{
    protected override ITransport Transport { get; } = new SocketTransport();
}
