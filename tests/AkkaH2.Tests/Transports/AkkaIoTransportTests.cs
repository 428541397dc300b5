using Akka.Actor;
using Akka.Configuration;
using AkkaH2.Transports;
using AkkaH2.Transports.AkkaIo;

namespace AkkaH2.Tests.Transports;

public sealed class AkkaIoTransportTests : TransportContract
{
    private readonly ActorSystem _system = ActorSystem.Create("akka-io", ConfigurationFactory.ParseString(
        "akka.io.tcp.disabled-buffer-pool.buffer-size = 65536"));

    public AkkaIoTransportTests() => Transport = new AkkaIoTransport(_system);

    protected override ITransport Transport { get; }

    protected override Task StopAsync() => _system.Terminate();
}
