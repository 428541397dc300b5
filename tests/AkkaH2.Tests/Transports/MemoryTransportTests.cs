using AkkaH2.Transports;
using AkkaH2.Transports.Memory;

namespace AkkaH2.Tests.Transports;

public sealed class MemoryTransportTests : TransportContract
{
    protected override ITransport Transport { get; } = new MemoryTransport();
}
