using System.Net;
using System.Net.Sockets;
using AkkaH2.Transports;
using AkkaH2.Transports.Sockets;

namespace AkkaH2.Tests.Transports;

public sealed class SocketTransportTests : TransportContract
{
    protected override ITransport Transport { get; } = new SocketTransport();

    /// <summary>Some systems fail the accept of a connection that was reset meanwhile, which the loopback of others cannot show.</summary>
    [Theory]
    [InlineData(SocketError.ConnectionAborted, 2)]
    [InlineData(SocketError.TooManyOpenSockets, 0)]
    public async Task A_client_that_left_the_backlog_costs_no_other_its_place(SocketError error, int served)
    {
        var accepts = 0;
        using var listening = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        var listener = new SocketListener(listening, new TransportSettings(Backlog: 8, ReceiveBufferSize: 4096), socket => accepts++ == 0 ? throw new SocketException((int)error) : socket.Accept());
        using Socket one = new(SocketType.Stream, ProtocolType.Tcp), other = new(SocketType.Stream, ProtocolType.Tcp);
        await one.ConnectAsync(listener.LocalEndPoint);
        await other.ConnectAsync(listener.LocalEndPoint);

        await listener.UnbindAsync();

        for (var waiting = 0; waiting < served; waiting++)
            Assert.NotNull(await listener.AcceptAsync());
        Assert.Null(await listener.AcceptAsync());
    }
}
