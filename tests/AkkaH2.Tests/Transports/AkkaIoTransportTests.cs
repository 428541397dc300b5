using System.Net;
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

    /// <summary>Akka.IO's own words: versions differ.</summary>
    protected override string RefusedCause => "";

    protected override Task StopAsync() => _system.Terminate();

    [Fact]
    public async Task A_terminated_system_is_named_as_the_cause()
    {
        await _system.Terminate();

        var e = await Assert.ThrowsAsync<TransportException>(() => Transport.ConnectAsync(new IPEndPoint(IPAddress.Loopback, 1), new(1, 4096)).Soon());

        Assert.EndsWith("the actor system has terminated", e.Message);
    }

    [Fact]
    public async Task Connections_end_with_their_system()
    {
        var (client, _) = await Connect();
        var reading = client.ReceiveToEnd();

        await _system.Terminate();

        await Assert.ThrowsAnyAsync<IOException>(() => reading);
        await Assert.ThrowsAnyAsync<IOException>(() => client.Send("too late"));
    }
}
