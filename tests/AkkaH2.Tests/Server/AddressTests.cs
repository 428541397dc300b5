using System.Net;
using System.Net.Sockets;
using AkkaH2.Server;
using AkkaH2.TestKit;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public abstract class AddressTests(string transport) : ServerTest(transport)
{
    [Theory]
    [InlineData("localhost", "127.0.0.1", "::1")]
    [InlineData("*", "127.0.0.1", "::1")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    public async Task A_host_stands_for_its_addresses(string host, params string[] reached)
    {
        await using var server = await System.Http2().BindAsync(host, 0, e => e.Map("GET", "/", x =>
            x.Respond($"{x.Connection.LocalEndPoint} {((IPEndPoint)x.Connection.RemoteEndPoint).Address}")));

        foreach (var address in reached)
        {
            var endPoint = new IPEndPoint(IPAddress.Parse(address), Port(server));
            Assert.Equal($"{endPoint} {address}", await Get(endPoint));
        }
    }

    [Fact]
    public async Task One_server_listens_at_several_addresses_with_TLS_and_without()
    {
        var tls = System.Http2().Settings.Tls with { Certificates = [TlsCertificate.SelfSigned()] };
        var server = await System.Http2().BindAsync(
            [ServerAddress.Of("127.0.0.1", 0), ServerAddress.Of("127.0.0.1", 0, tls)], new ServerOptions(), e => e.Map("GET", "/", x => x.Respond($"{x.Connection.LocalEndPoint}")));

        Assert.Equal([$"http://{server.LocalEndPoints[0]}", $"https://{server.LocalEndPoints[1]}"], server.Urls);
        Assert.Equal($"{server.LocalEndPoints[0]}", await Get(server.LocalEndPoints[0]));
        var peer = new TestPeer(await TlsPeer.ConnectAsync(server.LocalEndPoints[1]));
        await peer.Handshake();
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal($"{server.LocalEndPoints[1]}", (await peer.ExpectResponse(1)).Text);

        Assert.True(await server.TerminateAsync(Deadline));
        await peer.ExpectClosed();
    }

    [Fact]
    public async Task A_busy_port_is_one_exception_and_leaves_nothing_bound()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();
        var free = await Bind(_ => { });
        await free.TerminateAsync();

        var wrong = await Assert.ThrowsAsync<TransportException>(() => System.Http2().BindAsync(
            [new ServerAddress(free.LocalEndPoint), new ServerAddress(other.LocalEndPoint!)], new ServerOptions(), _ => { }));

        Assert.Equal((SocketError.AddressAlreadyInUse, other.LocalEndPoint), (wrong.SocketError!.Value, wrong.EndPoint));
        Assert.Contains($"cannot bind {other.LocalEndPoint}", wrong.Message);
        await (await Bind(_ => { }, Port(free))).DisposeAsync();
    }

    [Fact]
    public async Task An_address_of_another_machine_is_the_same_kind_of_exception()
    {
        var elsewhere = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0); // RFC 5737: for documentation

        var wrong = await Assert.ThrowsAsync<TransportException>(() => System.Http2().BindAsync(elsewhere, _ => { }));

        Assert.Equal((SocketError.AddressNotAvailable, elsewhere), (wrong.SocketError, wrong.EndPoint));
    }

    [Fact]
    public async Task A_termination_can_be_cut_short_by_a_token()
    {
        var never = new TaskCompletionSource();
        var server = await Bind(e => e.Map("GET", "/", async x =>
        {
            await never.Task.WaitAsync(x.Aborted);
            x.Respond("late");
        }));
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectAlive();
        using var cutOff = new CancellationTokenSource();

        var terminated = server.TerminateAsync(cutOff.Token);
        await peer.ExpectGoAwayCode(AkkaH2.Wire.ErrorCode.NoError);
        Assert.False(terminated.IsCompleted);
        await cutOff.CancelAsync();

        Assert.False(await terminated.WaitAsync(Deadline));
    }

    private static int Port(ServerBinding server) => ((IPEndPoint)server.LocalEndPoint).Port;

    private protected static async Task<string> Get(EndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, endPoint is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        await socket.ConnectAsync(endPoint);
        await using var peer = new TestPeer(new NetworkStream(socket, ownsSocket: true));
        await peer.Handshake();
        await peer.Send(Headers(1).Get("/").EndStream());
        return (await peer.ExpectResponse(1)).Text;
    }
}

public sealed class AddressOnSocketsTests() : AddressTests("sockets")
{
    [Fact]
    public async Task A_Unix_domain_socket_is_an_address_whose_file_goes_with_the_server()
    {
        var path = Path.Combine(Path.GetTempPath(), $"akkah2-{Guid.NewGuid():N}.sock");
        var address = new UnixDomainSocketEndPoint(path);
        var server = await System.Http2().BindAsync(address, new ServerOptions(), e => e.Map("GET", "/", x => x.Respond("ok")));

        Assert.Equal("ok", await Get(address));
        Assert.Equal(SocketError.AddressAlreadyInUse, (await Assert.ThrowsAsync<TransportException>(() => System.Http2().BindAsync(address, new ServerOptions(), _ => { }))).SocketError);

        await server.DisposeAsync();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task The_file_of_a_Unix_domain_socket_that_nobody_listens_on_any_more_is_replaced()
    {
        var path = Path.Combine(Path.GetTempPath(), $"akkah2-{Guid.NewGuid():N}.sock");
        var address = new UnixDomainSocketEndPoint(path);
        LeaveFile(path);

        await using var server = await System.Http2().BindAsync(address, new ServerOptions(), e => e.Map("GET", "/", x => x.Respond("ok")));

        Assert.Equal("ok", await Get(address));
    }

    [Fact]
    public async Task A_server_drains_in_order_also_where_its_file_cannot_be_deleted()
    {
        var path = Path.Combine(Path.GetTempPath(), $"akkah2-{Guid.NewGuid():N}.sock");
        var answer = new TaskCompletionSource();
        var server = await System.Http2().BindAsync(new UnixDomainSocketEndPoint(path), new ServerOptions(), e => e.Map("GET", "/", async x =>
        {
            await answer.Task.WaitAsync(x.Aborted);
            x.Respond("ok");
        }));
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(server.LocalEndPoint);
        await using var peer = new TestPeer(new NetworkStream(socket, ownsSocket: true));
        await peer.Handshake();
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectAlive();
        File.Delete(path);
        Directory.CreateDirectory(path);

        var terminated = server.TerminateAsync();
        await peer.ExpectGoAwayCode(AkkaH2.Wire.ErrorCode.NoError);
        answer.SetResult();

        Assert.Equal("ok", (await peer.ExpectResponse(1)).Text);
        Assert.True(await terminated.WaitAsync(Deadline));
        Directory.Delete(path);
    }

    [Fact]
    public async Task A_file_that_is_no_socket_is_left_alone()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "precious");

        var wrong = await Assert.ThrowsAsync<TransportException>(() => System.Http2().BindAsync(new UnixDomainSocketEndPoint(path), new ServerOptions(), _ => { }));

        Assert.Equal(SocketError.AddressAlreadyInUse, wrong.SocketError);
        Assert.Equal("precious", await File.ReadAllTextAsync(path));
        File.Delete(path);
    }

    // As a process that was killed leaves it: disposing the socket would delete the file at its own path, but not at the one it was moved to.
    private static void LeaveFile(string path)
    {
        using var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        dead.Bind(new UnixDomainSocketEndPoint($"{path}.bound"));
        File.Move($"{path}.bound", path);
    }
}

public sealed class AddressOnAkkaIoTests() : AddressTests("akka-io")
{
    [Fact]
    public async Task A_Unix_domain_socket_is_none_of_its_addresses()
    {
        var address = new UnixDomainSocketEndPoint(Path.Combine(Path.GetTempPath(), $"akkah2-{Guid.NewGuid():N}.sock"));

        var wrong = await Assert.ThrowsAsync<TransportException>(() => System.Http2().BindAsync(address, new ServerOptions(), _ => { }));

        Assert.Equal((SocketError.AddressFamilyNotSupported, address), (wrong.SocketError, wrong.EndPoint));
    }
}
