using System.Diagnostics;
using System.Net;
using Akka.Actor;
using Akka.TestKit;
using AkkaH2.Client;
using AkkaH2.Configuration;
using AkkaH2.TestKit;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Client;

/// <summary>The times of a client. The clock is virtual: it stands still until the test turns it.</summary>
public sealed class ClientTimesTests : Akka.TestKit.Xunit2.TestKit, IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly MemoryTransport _network = new();
    private ITransportListener _listener = null!;
    private TestPeer? _server;

    public ClientTimesTests()
        : base("""
            akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            """)
    {
    }

    private TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    private ClientSettings Defaults => Sys.Http2().Settings.Client;

    public async Task InitializeAsync() => _listener = await _network.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), new TransportSettings(16, 65_536));

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_head_of_a_response_has_its_time()
    {
        var response = NewClient().SendAsync(Request.Get("/"));
        await Accept();
        await _server!.ExpectHeaders(1);
        Clock.Advance(Defaults.HeadTimeout);
        var error = await Fails(response);
        Assert.Equal((ClientErrorKind.TimedOut, ClientTimeout.Head, true, 1), (error.Kind, error.TimedOut, error.MayHaveBeenProcessed, error.Stream));
        await _server.ExpectRstStream(1, ErrorCode.Cancel);
        await _server.ExpectAlive();
    }

    [Fact]
    public async Task A_handshake_of_TLS_has_its_time()
    {
        var settings = Defaults with { Transport = _network, EndPoint = _listener.LocalEndPoint, ConnectTimeout = TimeSpan.FromMinutes(1) };
        var response = Sys.Http2().Client("https://example.com", settings).SendAsync(Request.Get("/"));
        var silent = new TransportStream((await _listener.AcceptAsync(CancellationToken.None).AsTask().WaitAsync(Deadline))!);
        Assert.Equal(0x16, await First(silent)); // it has said its hello
        Clock.Advance(Defaults.Tls.HandshakeTimeout);
        var error = await Fails(response);
        Assert.Equal((ClientErrorKind.TimedOut, ClientTimeout.Connect, "no TLS handshake within 10 s"), (error.Kind, error.TimedOut, error.Detail));
        await Assert.ThrowsAsync<IOException>(() => First(silent));
    }

    [Fact]
    public async Task The_body_of_a_request_that_waits_for_100_has_its_time()
    {
        _ = NewClient().SendAsync(Request.Post("/", "body").With("expect", "100-continue"));
        await Accept();
        await _server!.ExpectHeaders(1);
        await _server.ExpectAlive();
        Assert.DoesNotContain(_server.Received, frame => frame is DataFrame);
        Clock.Advance(Defaults.ContinueTimeout);
        await _server.ExpectRest(1);
    }

    [Fact]
    public async Task A_call_can_have_its_own()
    {
        var client = NewClient();
        var patient = client.SendAsync(Request.Get("/"), new CallOptions { HeadTimeout = Timeout.InfiniteTimeSpan });
        await Accept();
        await _server!.ExpectHeaders(1);
        var hasty = client.SendAsync(Request.Get("/"), new CallOptions { HeadTimeout = TimeSpan.FromSeconds(1) });
        await _server.ExpectHeaders(3);
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ClientTimeout.Head, (await Fails(hasty)).TimedOut);
        await _server.ExpectRstStream(3, ErrorCode.Cancel);
        await _server.ExpectAlive();
        Clock.Advance(TimeSpan.FromHours(1));
        await _server.Send(Headers(1).Status(204).EndStream());
        Assert.Equal(204, (await patient.WaitAsync(Deadline)).Status);
    }

    [Fact]
    public async Task The_whole_response_has_another()
    {
        var response = NewClient().SendAsync(Request.Get("/"), new CallOptions { Timeout = TimeSpan.FromMinutes(5) });
        await Accept();
        await _server!.ExpectHeaders(1);
        await _server.Send(Headers(1).Status(200), Data(1, "some"));
        var body = (await response.WaitAsync(Deadline)).Body;
        Clock.Advance(TimeSpan.FromMinutes(5));
        await _server.ExpectRstStream(1, ErrorCode.Cancel);
        Assert.Equal(ClientTimeout.Whole, (await Fails(body.ReadToEndAsync(100))).TimedOut);
    }

    [Fact]
    public async Task A_request_waits_so_long_for_a_connection()
    {
        var client = NewClient(settings => settings with { MaxConnections = 1 });
        var noLimit = new CallOptions { HeadTimeout = Timeout.InfiniteTimeSpan };
        var first = client.SendAsync(Request.Get("/"), noLimit);
        await Accept((SettingId.MaxConcurrentStreams, 1));
        await _server!.ExpectHeaders(1);
        await _server.ExpectAlive();
        var second = client.SendAsync(Request.Get("/"), noLimit);
        await _server.ExpectAlive();
        await Turn(Defaults.ConnectTimeout, second);
        var error = await Fails(second);
        Assert.Equal((ClientErrorKind.TimedOut, ClientTimeout.Connect, false), (error.Kind, error.TimedOut, error.MayHaveBeenProcessed));
        await _server.Send(Headers(1).Status(204).EndStream());
        Assert.Equal(204, (await first.WaitAsync(Deadline)).Status);
    }

    [Fact]
    public async Task An_attempt_that_failed_before_the_connection_came_is_not_why_it_has_no_room()
    {
        var client = NewClient(settings => settings with { MaxConnections = 1 });
        var endpoint = _listener.LocalEndPoint;
        await _listener.UnbindAsync();
        Assert.Equal(ClientErrorKind.CannotConnect, (await Fails(client.SendAsync(Request.Get("/")))).Kind);
        _listener = await _network.BindAsync(endpoint, new TransportSettings(16, 65_536));
        await client.GetConnectionsAsync(); // the pause has begun
        Clock.Advance(2 * Defaults.BackOffMin);
        var noLimit = new CallOptions { HeadTimeout = Timeout.InfiniteTimeSpan };
        _ = client.SendAsync(Request.Get("/"), noLimit);
        await Accept((SettingId.MaxConcurrentStreams, 1));
        await _server!.ExpectHeaders(1);
        await _server.ExpectAlive();
        var second = client.SendAsync(Request.Get("/"), noLimit);
        await Turn(Defaults.ConnectTimeout, second);
        Assert.Equal(ClientErrorKind.TimedOut, (await Fails(second)).Kind);
    }

    [Fact]
    public async Task One_with_less_time_does_not_wait_as_long_as_those_before_it()
    {
        var client = NewClient(settings => settings with { MaxConnections = 1 });
        _ = client.SendAsync(Request.Get("/"), new CallOptions { HeadTimeout = Timeout.InfiniteTimeSpan });
        await Accept((SettingId.MaxConcurrentStreams, 1));
        await _server!.ExpectHeaders(1);
        await _server.ExpectAlive();
        var patient = client.SendAsync(Request.Get("/"));
        var hasty = client.SendAsync(Request.Get("/"), new CallOptions { HeadTimeout = TimeSpan.FromSeconds(1) });
        await client.GetConnectionsAsync(); // both wait
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ClientTimeout.Head, (await Fails(hasty)).TimedOut);
        Assert.False(patient.IsCompleted);
    }

    [Fact, Trait("RFC 9113", "8.7")]
    public async Task The_time_that_a_connection_had_it_is_no_time_that_it_waited_for_one()
    {
        var client = NewClient();
        var response = client.SendAsync(Request.Get("/"), new CallOptions { HeadTimeout = Timeout.InfiniteTimeSpan });
        await Accept();
        await using var old = _server!;
        await old.ExpectHeaders(1);
        await old.ExpectAlive();
        Clock.Advance(2 * Defaults.ConnectTimeout);
        await old.Send(GoAway(0));
        await old.ExpectGoAway(0, ErrorCode.NoError);
        await client.GetConnectionsAsync(); // it waits again, for the pause between connections that have not answered
        Clock.Advance(2 * Defaults.BackOffMin);
        await Accept();
        await _server!.ExpectHeaders(1);
        await _server.Send(Headers(1).Status(204).EndStream());
        Assert.Equal(204, (await response.WaitAsync(Deadline)).Status);
    }

    [Fact]
    public async Task So_long_an_attempt_to_connect_may_take()
    {
        var response = NewClient(settings => settings with { Transport = new Silent() }).SendAsync(Request.Get("/"));
        await Turn(Defaults.ConnectTimeout, response);
        var error = await Fails(response);
        Assert.Equal((ClientErrorKind.TimedOut, ClientTimeout.Connect), (error.Kind, error.TimedOut));
    }

    [Fact, Trait("RFC 9113", "9.1")]
    public async Task A_connection_without_requests_is_closed_in_order()
    {
        var response = NewClient().SendAsync(Request.Get("/"));
        await Accept();
        await _server!.ExpectHeaders(1);
        await _server.Send(Headers(1).Status(204).EndStream());
        await response.WaitAsync(Deadline);
        await _server.ExpectAlive();
        Clock.Advance(Defaults.IdleTimeout);
        await _server.ExpectGoAway(0, ErrorCode.NoError);
        await _server.ExpectClosed();
    }

    [Fact, Trait("RFC 9113", "8.1")]
    public async Task A_server_that_has_answered_and_takes_no_more_of_the_request_does_not_keep_its_stream()
    {
        var client = NewClient();
        await Accept(client, autoCredit: false);
        var response = client.SendAsync(Request.Post("/", new byte[100_000]));
        await _server!.ExpectHeaders(3);
        await _server.Send(Headers(3).Status(413).EndStream());
        Assert.Equal(413, (await response.WaitAsync(Deadline)).Status);
        await _server.ExpectAlive();
        Assert.DoesNotContain(_server.Received, frame => frame is RstStreamFrame);
        Clock.Advance(Sys.Http2().Settings.DrainTimeout);
        await _server.ExpectRstStream(3, ErrorCode.Cancel);
        await _server.ExpectAlive();
    }

    [Fact, Trait("RFC 9113", "8.1")]
    public async Task One_that_takes_the_rest_gets_it()
    {
        var client = NewClient();
        await Accept(client, autoCredit: false);
        var response = client.SendAsync(Request.Post("/", new byte[100_000]));
        await _server!.ExpectHeaders(3);
        await _server.Send(Headers(3).Status(202).EndStream());
        Assert.Equal(202, (await response.WaitAsync(Deadline)).Status);
        await _server.Send(WindowUpdate(0, 50_000), WindowUpdate(3, 50_000));
        Assert.Equal(100_000, (await _server.ExpectRest(3)).Length);
        Clock.Advance(Sys.Http2().Settings.DrainTimeout);
        await _server.ExpectAlive();
        Assert.DoesNotContain(_server.Received, frame => frame is RstStreamFrame);
    }

    [Fact]
    public async Task The_longest_time_there_is_is_no_limit()
    {
        var client = NewClient(settings => settings with
        {
            ConnectTimeout = TimeSpan.MaxValue, ConnectionAttemptDelay = TimeSpan.MaxValue, ContinueTimeout = TimeSpan.MaxValue, IdleTimeout = TimeSpan.MaxValue,
            KeepAliveInterval = TimeSpan.MaxValue, KeepAliveTimeout = TimeSpan.MaxValue,
        });
        var response = client.SendAsync(Request.Post("/", "body").With("expect", "100-continue"), new CallOptions { HeadTimeout = TimeSpan.MaxValue, Timeout = TimeSpan.MaxValue });
        await Accept();
        await _server!.ExpectHeaders(1);
        await _server.Send(Headers(1).Status(204).EndStream());
        Assert.Equal(204, (await response.WaitAsync(Deadline)).Status);
    }

    [Fact, Trait("RFC 9113", "6.7")]
    public async Task A_silent_server_is_asked_whether_it_is_still_there()
    {
        var response = NewClient(settings => settings with { KeepAliveInterval = TimeSpan.FromSeconds(30) })
            .SendAsync(Request.Get("/"), new CallOptions { HeadTimeout = Timeout.InfiniteTimeSpan });
        await Accept();
        await _server!.ExpectHeaders(1);
        _server.AutoAckPing = false;
        Clock.Advance(TimeSpan.FromSeconds(30));
        await _server.Expect<PingFrame>(ping => !ping.Ack);
        Clock.Advance(Defaults.KeepAliveTimeout);
        Assert.Equal((ClientErrorKind.ProtocolError, ErrorCode.ProtocolError), ((await Fails(response)) is var error ? error.Kind : default, error.Code));
        await _server.ExpectConnectionError(0, ErrorCode.ProtocolError);
    }

    [Fact, Trait("RFC 9113", "6.7")]
    public async Task One_that_is_given_up_for_its_silence_is_lost_and_a_request_that_may_be_is_sent_again()
    {
        var client = NewClient(settings => settings with { KeepAliveInterval = TimeSpan.FromSeconds(30) });
        var first = client.SendAsync(Request.Get("/"));
        await Accept();
        await _server!.ExpectHeaders(1);
        await _server.Send(Headers(1).Status(204).EndStream());
        await first.WaitAsync(Deadline);
        var response = client.SendAsync(Request.Get("/"), new CallOptions { RetryLost = true });
        await _server.ExpectHeaders(3);
        await using var silent = _server;
        silent.AutoAckPing = false;
        Clock.Advance(TimeSpan.FromSeconds(30));
        await silent.Expect<PingFrame>(ping => !ping.Ack);
        Clock.Advance(Defaults.KeepAliveTimeout);
        await Accept();
        await _server.ExpectHeaders(1);
        await _server.Send(Headers(1).Status(204).EndStream());
        Assert.Equal(204, (await response.WaitAsync(Deadline)).Status);
    }

    [Fact, Trait("RFC 9113", "6.7")]
    public async Task A_ping_of_the_application_that_is_not_answered_fails_and_its_connection_stays()
    {
        var client = NewClient();
        var response = client.SendAsync(Request.Get("/"));
        await Accept();
        await _server!.ExpectHeaders(1);
        _server.AutoAckPing = false;
        var asked = client.PingAsync();
        var ping = await _server.Expect<PingFrame>(frame => !frame.Ack);
        Clock.Advance(Defaults.KeepAliveTimeout);
        var error = await Fails(asked);
        Assert.Equal((ClientErrorKind.TimedOut, ClientTimeout.Ping, "PING not answered within 20 s"), (error.Kind, error.TimedOut, error.Detail));
        await _server.Send(ping with { Ack = true }, Headers(1).Status(204).EndStream());
        Assert.Equal(204, (await response.WaitAsync(Deadline)).Status);
    }

    private Http2Client NewClient(Func<ClientSettings, ClientSettings>? change = null)
    {
        var settings = Defaults with { Transport = _network, EndPoint = _listener.LocalEndPoint };
        return Sys.Http2().Client("http://example.com", change is null ? settings : change(settings));
    }

    private async Task Accept(params (SettingId Id, uint Value)[] settings)
    {
        _server = new TestPeer(new TransportStream((await _listener.AcceptAsync(CancellationToken.None).AsTask().WaitAsync(Deadline))!), PeerRole.Server);
        await _server.Handshake(settings);
        await _server.ExpectAlive(); // the client has our acknowledgement, whose time would be over too when the clock is turned
    }

    /// <summary>The connection of a client that has had a response, from the server's side.</summary>
    private async Task Accept(Http2Client client, bool autoCredit)
    {
        var first = client.SendAsync(Request.Get("/"));
        await Accept();
        _server!.AutoCredit = autoCredit;
        await _server.ExpectHeaders(1);
        await _server.Send(Headers(1).Status(204).EndStream());
        await first.WaitAsync(Deadline);
    }

    // The request may be on its way to the client's actor yet, which then sets its timer.
    private async Task Turn(TimeSpan time, Task until)
    {
        for (var begun = Stopwatch.StartNew(); !until.IsCompleted && begun.Elapsed < Deadline;)
        {
            Clock.Advance(time);
            await Task.WhenAny(until, AwaitTurn());
        }
    }

    private async Task AwaitTurn() => await Sys.ActorSelection("/system/http2").Ask<ActorIdentity>(new Identify(0), Deadline);

    private static Task<Http2ClientException> Fails(Task task) => Assert.ThrowsAsync<Http2ClientException>(() => task.WaitAsync(Deadline));

    /// <summary>A network that answers nobody.</summary>
    private sealed class Silent : ITransport
    {
        public string Name => "silent";

        public Task<ITransportListener> BindAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public async Task<ITransportConnection> ConnectAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            throw new NotSupportedException();
        }
    }

    private static async Task<byte> First(Stream stream)
    {
        var octets = new byte[1024];
        Assert.NotEqual(0, await stream.ReadAsync(octets).AsTask().WaitAsync(Deadline));
        return octets[0];
    }
}
