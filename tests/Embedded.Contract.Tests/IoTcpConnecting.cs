using System.Net;
using System.Net.Sockets;
using Akka.IO;

namespace Embedded.Contract.Tests;

/// <summary>Bind, connect, register.</summary>
public sealed class IoTcpConnecting() : IoTcpTestKit("akka.io.tcp.register-timeout = 400ms")
{
    [Fact]
    public async Task The_bind_commander_receives_Bound_with_the_port_that_was_chosen()
    {
        var (address, _) = await Bind(CreateTestProbe());

        Assert.NotEqual(0, ((IPEndPoint)address).Port);
    }

    [Fact]
    public async Task Commander_and_bind_handler_receive_Connected_from_their_connection_actors()
    {
        var (handler, commander) = (CreateTestProbe(), CreateTestProbe());
        var (address, _) = await Bind(handler);

        commander.Send(Sys.Tcp(), new Tcp.Connect(address));
        var atClient = await commander.ExpectMsgAsync<Tcp.Connected>();
        var atServer = await handler.ExpectMsgAsync<Tcp.Connected>();

        Assert.Equal(((IPEndPoint)address).Port, ((IPEndPoint)atClient.RemoteAddress).Port);
        Assert.Equal(((IPEndPoint)atClient.LocalAddress).Port, ((IPEndPoint)atServer.RemoteAddress).Port);
        Assert.NotEqual(commander.LastSender, handler.LastSender);
    }

    [Fact]
    public async Task A_busy_port_fails_the_Bind_with_its_cause()
    {
        var (address, _) = await Bind(CreateTestProbe());
        var bind = new Tcp.Bind(CreateTestProbe(), address);

        Sys.Tcp().Tell(bind, TestActor);

        var failed = await ExpectMsgAsync<Tcp.CommandFailed>();
        Assert.Same(bind, failed.Cmd);
        Assert.True(failed.Cause.HasValue);
        Assert.Contains("in use", failed.Cause.Value.Message);
    }

    [Fact]
    public async Task A_refused_connection_fails_the_Connect()
    {
        var (address, listener) = await Bind(CreateTestProbe());
        listener.Tell(Tcp.Unbind.Instance, TestActor);
        await ExpectMsgAsync<Tcp.Unbound>();
        var connect = new Tcp.Connect(address);

        Sys.Tcp().Tell(connect, TestActor);

        var failed = await ExpectMsgAsync<Tcp.CommandFailed>(TimeSpan.FromSeconds(10));
        Assert.Same(connect, failed.Cmd);
    }

    [Fact]
    public async Task A_peer_that_does_not_answer_in_time_fails_the_Connect()
    {
        // A backlog that is full leaves the next connection without an answer.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(AnyPort);
        silent.Listen(0);
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(silent.LocalEndPoint!);

        Sys.Tcp().Tell(new Tcp.Connect(silent.LocalEndPoint!, timeout: TimeSpan.FromMilliseconds(200)), TestActor);

        await ExpectMsgAsync<Tcp.CommandFailed>(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_connection_nobody_registers_for_closes()
    {
        var (address, _) = await Bind(CreateTestProbe());
        Sys.Tcp().Tell(new Tcp.Connect(address), TestActor);
        await ExpectMsgAsync<Tcp.Connected>();
        var connection = LastSender;

        await WatchAsync(connection);

        await ExpectTerminatedAsync(connection, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_registered_connection_outlives_the_register_timeout()
    {
        var (client, server) = await Connect();

        await client.Probe.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(600));

        client.Write("still here");
        await server.ExpectReceived("still here");
    }

    [Fact]
    public async Task Unbind_is_answered_with_Unbound_and_frees_the_port()
    {
        var (address, listener) = await Bind(CreateTestProbe());
        await WatchAsync(listener);

        listener.Tell(Tcp.Unbind.Instance, TestActor);

        await ExpectMsgAsync<Tcp.Unbound>();
        await ExpectTerminatedAsync(listener);
        Sys.Tcp().Tell(new Tcp.Bind(TestActor, address), TestActor);
        await ExpectMsgAsync<Tcp.Bound>();
    }

    [Fact]
    public async Task A_connection_whose_handler_stops_closes()
    {
        var (commander, handler, server) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var (address, _) = await Bind(server);
        commander.Send(Sys.Tcp(), new Tcp.Connect(address));
        await commander.ExpectMsgAsync<Tcp.Connected>();
        commander.Send(commander.LastSender, new Tcp.Register(handler));
        await server.ExpectMsgAsync<Tcp.Connected>();
        server.Send(server.LastSender, new Tcp.Register(server));

        Sys.Stop(handler);

        await server.FishForMessageAsync(m => m is Tcp.ConnectionClosed);
    }

    [Fact]
    public async Task In_pull_mode_a_listener_accepts_when_it_is_told_to()
    {
        var handler = CreateTestProbe();
        var (address, listener) = await Bind(handler, pullMode: true);
        for (var i = 0; i < 2; i++) Sys.Tcp().Tell(new Tcp.Connect(address), CreateTestProbe());

        handler.Send(listener, new Tcp.ResumeAccepting(2));

        await handler.ExpectMsgAsync<Tcp.Connected>();
        await handler.ExpectMsgAsync<Tcp.Connected>();
    }

    [Fact]
    public async Task A_listener_whose_handler_stops_stops()
    {
        var handler = CreateTestProbe();
        var (_, listener) = await Bind(handler);
        await WatchAsync(listener);

        Sys.Stop(handler);

        await ExpectTerminatedAsync(listener);
    }

    [Fact]
    public async Task Options_are_applied_before_binding_and_after_connecting()
    {
        var option = new Recorded();
        var handler = CreateTestProbe();
        Sys.Tcp().Tell(new Tcp.Bind(handler, AnyPort, options: [option]), TestActor);
        var bound = await ExpectMsgAsync<Tcp.Bound>();
        Sys.Tcp().Tell(new Tcp.Connect(bound.LocalAddress), TestActor);
        await handler.ExpectMsgAsync<Tcp.Connected>();

        Assert.Equal(["before bind", "after connect"], option.Calls);
    }

    [Fact]
    public async Task A_connection_can_be_made_from_an_address_of_ones_choice()
    {
        var handler = CreateTestProbe();
        var (address, _) = await Bind(handler);

        Sys.Tcp().Tell(new Tcp.Connect(address, localAddress: new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0)), TestActor);

        await ExpectMsgAsync<Tcp.Connected>();
        var accepted = await handler.ExpectMsgAsync<Tcp.Connected>();
        Assert.Equal(IPAddress.Parse("127.0.0.2"), ((IPEndPoint)accepted.RemoteAddress).Address);
    }

    [Fact]
    public async Task The_options_of_SO_set_what_they_are_named_after()
    {
        var option = new Recorded();
        var handler = CreateTestProbe();
        Sys.Tcp().Tell(new Tcp.Bind(handler, AnyPort, options: [new Inet.SO.ReuseAddress(true), new Inet.SO.SendBufferSize(50_000), option]), TestActor);
        var bound = await ExpectMsgAsync<Tcp.Bound>();
        Assert.NotEqual(0, option.ReuseAddress);

        Sys.Tcp().Tell(new Tcp.Connect(bound.LocalAddress), TestActor);
        await handler.ExpectMsgAsync<Tcp.Connected>();

        Assert.InRange(option.SendBufferSize, 50_000, 100_000); // Linux doubles it for its own bookkeeping
    }

    private sealed class Recorded : Inet.SocketOption
    {
        public List<string> Calls { get; } = [];

        public int ReuseAddress { get; private set; }

        public int SendBufferSize { get; private set; }

        public override void BeforeServerSocketBind(Socket ss)
        {
            Calls.Add("before bind");
            ReuseAddress = (int)ss.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress)!;
        }

        public override void AfterConnect(Socket s)
        {
            Calls.Add("after connect");
            SendBufferSize = s.SendBufferSize;
        }
    }
}
