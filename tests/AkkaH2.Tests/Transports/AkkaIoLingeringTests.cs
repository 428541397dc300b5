using System.Net;
using System.Net.Sockets;
using Akka.Configuration;
using Akka.TestKit;
using AkkaH2.Transports;
using AkkaH2.Transports.AkkaIo;
using AkkaH2.Transports.Sockets;

namespace AkkaH2.Tests.Transports;

/// <summary>A listener that is unbound about when its last connection ends, on a virtual clock.</summary>
public sealed class AkkaIoLingeringTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TransportSettings Settings = new(Backlog: 64, ReceiveBufferSize: 4096);

    private readonly AkkaIoTransport _transport;

    public AkkaIoLingeringTests()
        : base(ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\" }")) =>
        _transport = new AkkaIoTransport(Sys);

    [Fact]
    public async Task Clients_that_come_again_at_once_are_reset_and_the_endpoint_is_free_later()
    {
        var endPoint = await ListenAndLoseTheLastConnection();

        await Assert.ThrowsAnyAsync<IOException>(() => ConnectAndReceive(endPoint).Soon());
        Assert.False(IsFree(endPoint));

        await TransportProbe.Eventually(() =>
        {
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromMilliseconds(500));
            return IsFree(endPoint);
        });
    }

    [Fact]
    public async Task Who_binds_the_endpoint_meanwhile_keeps_it()
    {
        var endPoint = await ListenAndLoseTheLastConnection();
        var again = await _transport.BindAsync(endPoint, Settings).Soon();

        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(10));

        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(endPoint).Soon();
        Assert.NotNull(await again.AcceptAsync().Soon());
    }

    [Fact]
    public async Task So_does_one_that_has_just_lost_its_last_connection_when_it_is_unbound()
    {
        var listener = await _transport.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), Settings).Soon();
        var client = await new SocketTransport().ConnectAsync(listener.LocalEndPoint, Settings).Soon();
        (await listener.AcceptAsync().Soon())!.Abort();
        await Assert.ThrowsAnyAsync<IOException>(() => client.ReceiveToEnd());
        await listener.UnbindAsync().Soon();

        await Assert.ThrowsAnyAsync<IOException>(() => ConnectAndReceive(listener.LocalEndPoint).Soon());
        Assert.False(IsFree(listener.LocalEndPoint));
    }

    private async Task<EndPoint> ListenAndLoseTheLastConnection()
    {
        var listener = await _transport.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), Settings).Soon();
        var client = await new SocketTransport().ConnectAsync(listener.LocalEndPoint, Settings).Soon();
        var server = (await listener.AcceptAsync().Soon())!;
        await listener.UnbindAsync().Soon();
        server.Abort();
        await Assert.ThrowsAnyAsync<IOException>(() => client.ReceiveToEnd());
        return listener.LocalEndPoint;
    }

    private static async Task<string> ConnectAndReceive(EndPoint listener) =>
        await (await new SocketTransport().ConnectAsync(listener, Settings)).ReceiveToEnd();

    private static bool IsFree(EndPoint endPoint)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
