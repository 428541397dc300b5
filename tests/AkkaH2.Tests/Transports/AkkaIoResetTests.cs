using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using AkkaH2.Tests.AkkaAssumptions;
using AkkaH2.Transports;
using AkkaH2.Transports.AkkaIo;

namespace AkkaH2.Tests.Transports;

/// <summary>A peer resets a connection before the actors of Akka.IO have heard that there is one: one thread runs them all, and does that in between.</summary>
public sealed class AkkaIoResetTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TransportSettings Settings = new(Backlog: 64, ReceiveBufferSize: 4096);

    private readonly AkkaIoTransport _transport;

    public AkkaIoResetTests()
        : base(ConfigurationFactory.ParseString($$"""
            akka { loglevel = INFO, stdout-loglevel = OFF, loggers = [] }
            akka.actor.default-dispatcher { type = "{{typeof(OneThreadConfigurator).AssemblyQualifiedName}}", id = one-thread, throughput = 1 }
            akka.test.test-actor.dispatcher.type = PinnedDispatcher
            """))
    {
        _transport = new AkkaIoTransport(Sys);
        Sys.EventStream.Subscribe(TestActor, typeof(Error));
    }

    [Fact]
    public async Task Its_client_is_told_and_nothing_is_logged()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var endPoint = listener.LocalEndPoint!;
        listener.Listen();
        Sys.ActorOf(Props.Create(() => new Resetting(listener)));

        await Assert.ThrowsAnyAsync<IOException>(async () => await (await _transport.ConnectAsync(endPoint, Settings).Soon()).ReceiveToEnd());

        await ExpectNoErrors();
    }

    [Fact]
    public async Task Its_listener_goes_on_and_nothing_is_logged()
    {
        var listener = await _transport.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), Settings).Soon();
        Sys.ActorOf(Props.Create(() => new Coming(listener.LocalEndPoint)));

        using var next = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await next.ConnectAsync(listener.LocalEndPoint).Soon();
        ITransportConnection? accepted;
        do
            accepted = await listener.AcceptAsync().Soon();
        while (!accepted!.RemoteEndPoint.Equals(EndPointNames.Unmapped(next.LocalEndPoint!)));

        await ExpectNoErrors();
    }

    private async Task ExpectNoErrors()
    {
        Sys.EventStream.Publish(new Error(null, "test", typeof(AkkaIoResetTests), "the last one"));
        Assert.Equal("the last one", (await ExpectMsgAsync<Error>(TimeSpan.FromSeconds(20))).Message);
    }

    private static void Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    /// <summary>Looks between any two turns of the others. Resets the first that comes once its client's socket has told Akka.IO that it is connected.</summary>
    private sealed class Resetting : UntypedActor
    {
        private readonly Socket _listener;

        public Resetting(Socket listener)
        {
            _listener = listener;
            Self.Tell("look");
        }

        protected override void OnReceive(object message)
        {
            if (!_listener.Poll(0, SelectMode.SelectRead))
            {
                Self.Tell("look");
                return;
            }

            var dispatcher = (OneThreadDispatcher)Context.System.Dispatchers.DefaultGlobalDispatcher;
            var waiting = dispatcher.Executed.Count;
            var connection = _listener.Accept();
            SpinWait.SpinUntil(() => dispatcher.Executed.Count > waiting, 1000); // unless it had been told before
            _listener.Close(); // Akka.IO would try again
            Reset(connection);
        }
    }

    /// <summary>Comes and is gone in one turn.</summary>
    private sealed class Coming : UntypedActor
    {
        public Coming(EndPoint listener)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(listener);
            Reset(socket);
        }

        protected override void OnReceive(object message)
        {
        }
    }
}
