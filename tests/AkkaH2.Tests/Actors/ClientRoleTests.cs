using System.Net;
using Akka.Actor;
using Akka.Configuration;
using Akka.Streams;
using AkkaH2.Actors;
using AkkaH2.Endpoints;
using AkkaH2.Protocol;
using AkkaH2.Stages;
using AkkaH2.TestKit;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Actors;

/// <summary>The same ConnectionActor in the client's role: what binds both sides it does there too, and the rest by its role.</summary>
public sealed class ClientRoleTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);
    private static readonly TransportSettings Transport = new(Backlog: 4, ReceiveBufferSize: 64 * 1024);

    private ActorSystem _system = null!;
    private TestPeer _server = null!;

    public async Task InitializeAsync()
    {
        _system = ActorSystem.Create("client", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }").WithFallback(Http2.DefaultConfig));
        var transport = new MemoryTransport();
        var listener = await transport.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), Transport);
        var accepted = listener.AcceptAsync(CancellationToken.None);
        var connection = await transport.ConnectAsync(listener.LocalEndPoint, Transport);
        _system.ActorOf(ConnectionActor.Props(connection, _system.Scheduler.HighResMonotonicClock, Setup()), "connection");
        _server = new TestPeer(new TransportStream((await accepted)!), PeerRole.Server);
        await _server.Handshake();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _system.Terminate().WaitAsync(Deadline);
    }

    [Fact, Trait("RFC 9113", "3.4")]
    public void It_sends_the_preface_and_refuses_pushes_in_its_first_SETTINGS() => Assert.Equal(0u, _server.PeerSettings[SettingId.EnablePush]);

    [Fact, Trait("RFC 9113", "6.7")]
    public async Task It_answers_PING()
    {
        await _server.Send(Ping(7));
        await _server.Expect(PingAck(7));
    }

    [Fact, Trait("RFC 9113", "6.5.3")]
    public async Task It_acknowledges_SETTINGS()
    {
        await _server.Send(Settings((SettingId.InitialWindowSize, 1)));
        await _server.ExpectSettingsAck();
    }

    [Fact, Trait("RFC 9113", "6.5.2")]
    public async Task A_server_does_not_enable_push()
    {
        await _server.Send(Settings((SettingId.EnablePush, 1)));
        await _server.ExpectConnectionError(0, ErrorCode.ProtocolError);
    }

    [Theory, Trait("RFC 9113", "5.1.1")]
    [InlineData(1)] // ours, and not begun
    [InlineData(2)] // the server's, and not promised
    public async Task A_server_begins_no_stream_with_HEADERS(int stream)
    {
        await _server.Send(Headers(stream).Status(200).EndStream());
        await _server.ExpectConnectionError(0, ErrorCode.ProtocolError);
    }

    [Fact, Trait("RFC 9113", "6.6")]
    public async Task A_push_to_one_that_did_not_enable_it_is_a_connection_error()
    {
        await _server.Send(Headers(1).Get("/").Promise(2));
        await _server.ExpectConnectionError(0, ErrorCode.ProtocolError);
    }

    [Fact, Trait("RFC 9113", "6.9.1")]
    public async Task The_connection_window_pushed_past_its_maximum_ends_the_connection()
    {
        await _server.Send(WindowUpdate(0, int.MaxValue));
        await _server.ExpectConnectionError(0, ErrorCode.FlowControlError);
    }

    [Fact, Trait("RFC 9113", "6.8")]
    public async Task With_nothing_open_a_GOAWAY_ends_it()
    {
        await _server.Send(GoAway(0));
        await _server.ExpectClosed();
    }

    private ServerSetup Setup()
    {
        var settings = _system.Http2().Settings;
        var options = settings.Options with { Role = Role.Client, Announced = settings.Announced with { EnablePush = false } };
        return new ServerSetup(
            settings,
            options,
            new EndpointBuilder(_system).Build(_system.Log),
            new Pipeline(options, settings.Dispatcher, callback => callback),
            _system.Materializer(),
            new ReplyAddresses(_system.Materializer()),
            callback => callback,
            () => _system.Scheduler.HighResMonotonicClock);
    }
}
