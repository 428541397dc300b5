using System.Net;
using System.Net.Sockets;
using Akka.IO;

namespace Embedded.Contract.Tests;

/// <summary>Every way a connection ends.</summary>
public sealed class IoTcpClosing : IoTcpTestKit
{
    [Fact]
    public async Task Close_is_confirmed_with_Closed_and_the_peer_sees_PeerClosed()
    {
        var (client, server) = await Connect();

        client.Tell(Tcp.Close.Instance);

        await client.Probe.ExpectMsgAsync<Tcp.Closed>();
        Assert.True((await server.Probe.ExpectMsgAsync<Tcp.PeerClosed>()).IsPeerClosed);
    }

    [Fact]
    public async Task Close_tells_the_handler_and_its_sender()
    {
        var (client, _) = await Connect();

        client.Connection.Tell(Tcp.Close.Instance, TestActor);

        await client.Probe.ExpectMsgAsync<Tcp.Closed>();
        await ExpectMsgAsync<Tcp.Closed>();
    }

    [Fact]
    public async Task Close_first_writes_what_waits()
    {
        var (client, server) = await Connect();

        for (var i = 0; i < 64; i++) client.Write(new string('x', 64 * 1024));
        client.Tell(Tcp.Close.Instance);

        await server.ExpectReceived(new string('x', 64 * 64 * 1024));
        await server.Probe.ExpectMsgAsync<Tcp.PeerClosed>();
        await client.Probe.ExpectMsgAsync<Tcp.Closed>();
    }

    [Fact]
    public async Task ConfirmedClose_waits_for_the_peer_and_still_receives()
    {
        var (client, server) = await Connect(keepOpen: true);

        client.Tell(Tcp.ConfirmedClose.Instance);
        await server.Probe.ExpectMsgAsync<Tcp.PeerClosed>();
        server.Write("last words");
        await client.ExpectReceived("last words");
        server.Tell(Tcp.Close.Instance);

        await server.Probe.ExpectMsgAsync<Tcp.Closed>();
        Assert.True((await client.Probe.ExpectMsgAsync<Tcp.ConfirmedClosed>()).IsConfirmed);
    }

    [Fact]
    public async Task ConfirmedClose_after_the_peer_closed_ends_at_once()
    {
        var (client, server) = await Connect(keepOpen: true);
        client.Tell(Tcp.ConfirmedClose.Instance);
        await server.Probe.ExpectMsgAsync<Tcp.PeerClosed>();

        server.Tell(Tcp.ConfirmedClose.Instance);

        await server.Probe.ExpectMsgAsync<Tcp.ConfirmedClosed>();
        await client.Probe.ExpectMsgAsync<Tcp.ConfirmedClosed>();
    }

    [Fact]
    public async Task Abort_is_confirmed_with_Aborted_and_the_peer_sees_an_error()
    {
        var (client, server) = await Connect();

        client.Tell(Tcp.Abort.Instance);

        Assert.True((await client.Probe.ExpectMsgAsync<Tcp.Aborted>()).IsAborted);
        var closed = await server.Probe.ExpectMsgAsync<Tcp.ErrorClosed>();
        Assert.True(closed.IsErrorClosed);
        Assert.False(string.IsNullOrEmpty(closed.Cause));
    }

    [Fact]
    public async Task Abort_drops_what_waits_and_says_so()
    {
        var (client, _) = await Connect(serverPulls: true);
        var large = Tcp.Write.Create(ByteString.FromBytes(new byte[64 * 1024 * 1024]));
        client.Tell(large);

        client.Tell(Tcp.Abort.Instance);

        Assert.Same(large, (await client.Probe.ExpectMsgAsync<Tcp.CommandFailed>()).Cmd);
        await client.Probe.ExpectMsgAsync<Tcp.Aborted>();
    }

    [Fact]
    public async Task The_peers_close_closes_a_connection_that_is_not_kept_open()
    {
        var (client, server) = await Connect();
        await WatchAsync(server.Connection);

        client.Tell(Tcp.Close.Instance);

        await server.Probe.ExpectMsgAsync<Tcp.PeerClosed>();
        await ExpectTerminatedAsync(server.Connection);
    }

    [Fact]
    public async Task A_connection_that_is_kept_open_writes_after_the_peer_closed()
    {
        var (client, server) = await Connect(keepOpen: true);
        client.Tell(Tcp.ConfirmedClose.Instance);
        await server.Probe.ExpectMsgAsync<Tcp.PeerClosed>();

        server.Write("response");
        server.Tell(Tcp.Close.Instance);

        await client.ExpectReceived("response");
        await client.Probe.ExpectMsgAsync<Tcp.ConfirmedClosed>();
        await server.Probe.ExpectMsgAsync<Tcp.Closed>();
    }

    [Fact]
    public async Task A_reset_by_the_peer_is_ErrorClosed()
    {
        var handler = CreateTestProbe();
        var (address, _) = await Bind(handler);
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync((IPEndPoint)address);
        await handler.ExpectMsgAsync<Tcp.Connected>();
        handler.Send(handler.LastSender, new Tcp.Register(handler));

        peer.LingerState = new LingerOption(true, 0);
        peer.Dispose();

        await handler.ExpectMsgAsync<Tcp.ErrorClosed>();
    }

    [Fact]
    public async Task A_closed_connection_actor_stops()
    {
        var (client, _) = await Connect();
        await WatchAsync(client.Connection);

        client.Tell(Tcp.Close.Instance);

        await ExpectTerminatedAsync(client.Connection);
    }
}
