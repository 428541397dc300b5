using System.Net;
using Akka.Actor;
using Akka.Configuration;
using Akka.IO;
using AkkaH2.Transports;
using AkkaH2.Transports.AkkaIo;
using AkkaH2.Transports.Sockets;

namespace AkkaH2.Tests.Transports;

public sealed class AkkaIoTransportTests : TransportContract
{
    // The settings of the system for Akka.IO would not do: one octet may be written at a time. And it says nothing for us.
    private readonly ActorSystem _system = ActorSystem.Create("akka-io", ConfigurationFactory.ParseString(
        "akka.io.tcp { write-commands-queue-max-size = 1, maximum-frame-size = 1MiB, receive-buffer-size = 2MiB, send-buffer-size = 2MiB }"));

    public AkkaIoTransportTests() => Transport = new AkkaIoTransport(_system);

    protected override ITransport Transport { get; }

    /// <summary>Akka.IO tries again and in the end does not say what was wrong.</summary>
    protected override string RefusedCause => "";

    /// <summary>Akka.IO listens until the last connection of its listener has ended: a newcomer is accepted and reset.</summary>
    protected override Task ExpectTurnedAway(EndPoint endpoint) => Assert.ThrowsAnyAsync<IOException>(async () =>
    {
        await ConnectAndReceive(endpoint).Soon(); // over sockets: what is looked at is the listener
    });

    /// <summary>Akka.IO accepts beside us.</summary>
    protected override Task UntilWaiting(ITransportListener listener, int connections) =>
        TransportProbe.Eventually(() => ((AkkaIoListener)listener).Waiting == connections);

    protected override Task StopAsync() => _system.Terminate();

    [Theory]
    [InlineData("", 16 * 1024)]
    [InlineData("akka.h2.akka-io.buffer-size = 32KiB", 32 * 1024)]
    public async Task Akka_IO_is_asked_for_what_our_own_keys_say(string hocon, int octets)
    {
        var system = ActorSystem.Create("configured", ConfigurationFactory.ParseString($"{hocon}\nakka.io.tcp.outgoing-socket-force-ipv4 = true"));
        try
        {
            var settings = AkkaIoTransport.SettingsOf(system);

            Assert.Equal((octets, -1, true), (settings.MaxFrameSizeBytes, settings.WriteCommandsQueueMaxSize, settings.OutgoingSocketForceIpv4));
            Assert.Equal(4096, TcpSettings.Create(system).MaxFrameSizeBytes); // the system keeps its own
        }
        finally
        {
            await system.Terminate();
        }
    }

    [Fact]
    public async Task One_more_than_the_backlog_is_reset()
    {
        var listener = await Transport.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), new(Backlog: 2, 4096)).Soon();

        // Over sockets: what is looked at is the listener. One of them is reset as soon as it is there, at its connect or at its read.
        var ends = Enumerable.Range(0, 3).Select(_ => ConnectAndReceive(listener.LocalEndPoint)).ToArray();
        var first = await Task.WhenAny(ends).Soon();

        await Assert.ThrowsAnyAsync<IOException>(() => first);
        for (var i = 0; i < 2; i++)
            await (await listener.AcceptAsync().Soon())!.ShutdownAsync().Soon();
        Assert.Equal(2, (await Task.WhenAll(ends.Where(end => end != first)).Soon()).Length);
        await listener.UnbindAsync().Soon();
    }

    private static async Task<string> ConnectAndReceive(EndPoint listener) =>
        await (await new SocketTransport().ConnectAsync(listener, new(1, 4096))).ReceiveToEnd();

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
