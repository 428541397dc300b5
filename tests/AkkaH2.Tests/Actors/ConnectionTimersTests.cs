using System.Net;
using Akka.Actor;
using Akka.TestKit;
using AkkaH2.Server;
using AkkaH2.TestKit;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Actors;

/// <summary>The timeouts of a connection. The clock is virtual: it stands still until the test turns it.</summary>
public sealed class ConnectionTimersTests : Akka.TestKit.Xunit2.TestKit, IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);

    private readonly MemoryTransport _transport = new();
    private ServerBinding? _server;
    private TestPeer? _peer;

    public ConnectionTimersTests()
        : base("""
            akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            """)
    {
    }

    private TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    private TestPeer Peer => _peer!;

    public async Task InitializeAsync()
    {
        _server = await Sys.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), _transport, e => e.Map("GET", "/", x => x.Respond("ok")));
        _peer = new TestPeer(new TransportStream(await _transport.ConnectAsync(_server.LocalEndPoint, new TransportSettings(16, 65_536))));
    }

    public async Task DisposeAsync() => await Peer.DisposeAsync();

    [Fact]
    [Trait("RFC 9113", "3.4")]
    public async Task A_peer_that_does_not_go_on_is_given_up()
    {
        await Peer.SendRaw("PRI"u8.ToArray());
        await Peer.ExpectSettings();
        Clock.Advance(Sys.Http2().Settings.PrefaceTimeout);
        await Peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    }

    [Fact]
    [Trait("RFC 9113", "6.5.3")]
    public async Task A_peer_that_acknowledges_everything_is_not()
    {
        await Handshake();
        await _server!.ChangeSettingsAsync(settings => settings with { MaxConcurrentStreams = 7 });
        await Peer.ExpectSettings();
        await Peer.ExpectAlive();
        Clock.Advance(2 * Sys.Http2().Settings.SettingsTimeout);
        await Peer.ExpectAlive();
    }

    [Fact]
    [Trait("RFC 9113", "6.5.3")]
    public async Task Each_set_of_settings_has_its_own_time()
    {
        await Handshake();
        Peer.AutoAckSettings = false;
        foreach (var streams in (uint[])[7, 8])
        {
            await _server!.ChangeSettingsAsync(settings => settings with { MaxConcurrentStreams = streams });
            await Peer.ExpectSettings();
        }

        await Peer.Send(SettingsAck());
        await Peer.ExpectAlive();
        Clock.Advance(Sys.Http2().Settings.SettingsTimeout);
        await Peer.ExpectConnectionError(0, ErrorCode.SettingsTimeout);
    }

    [Fact]
    [Trait("RFC 9113", "6.8")]
    public async Task A_drain_waits_for_the_answer_to_its_PING_but_not_for_ever()
    {
        await Handshake();
        Peer.AutoAckPing = false;
        var terminated = _server!.TerminateAsync(AnHour);
        await Peer.ExpectGoAway(int.MaxValue, ErrorCode.NoError);
        await Peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("ok", (await Peer.ExpectResponse(1)).Text);

        Clock.Advance(Sys.Http2().Settings.DrainGrace);
        await Peer.ExpectGoAway(1, ErrorCode.NoError);
        await Peer.ExpectClosed();
        await Peer.DisposeAsync();
        Assert.True(await terminated);
    }

    [Fact]
    [Trait("RFC 9113", "5.4.1")]
    public async Task A_peer_that_does_not_close_its_side_is_cut_off()
    {
        await Handshake();
        await Peer.Send(WindowUpdate(0, int.MaxValue));
        await Peer.ExpectConnectionError(0, ErrorCode.FlowControlError);
        await Peer.Send(Ping()); // it still reads, and answers no more
        await AwaitAssertAsync(
            async () =>
            {
                Clock.Advance(Sys.Http2().Settings.LingerTimeout);
                await Assert.ThrowsAsync<IOException>(() => Peer.Send(Ping())); // a reset
            },
            Deadline);
    }

    [Fact]
    public async Task What_many_requests_at_once_took_is_let_go_when_none_follow()
    {
        await Handshake();
        await Peer.Send(Headers(1).Get("/").EndStream(), Headers(3).Get("/").EndStream(), Headers(5).Get("/").EndStream());
        foreach (var stream in (int[])[1, 3, 5])
            await Peer.ExpectResponse(stream);
        var actors = ((int[])[0, 1, 2]).Select(FindStreamActor).ToHashSet();

        Clock.Advance(Sys.Http2().Settings.IdleStreamActorsFor);
        var gone = ReceiveN(2, Deadline).Cast<Terminated>().Select(terminated => terminated.ActorRef).ToHashSet();
        Assert.Subset(actors, gone);

        await Peer.Send(Headers(7).Get("/").EndStream());
        await Peer.ExpectResponse(7);
        Assert.Contains(FindStreamActor(Enumerable.Range(0, 3).Single(number => !gone.Any(actor => actor.Path.Name == $"stream-{number}"))), actors);
    }

    private IActorRef FindStreamActor(int number)
    {
        Sys.ActorSelection($"/system/http2/*/*/connection-1/stream-{number}").Tell(new Identify(number), TestActor);
        return Watch(ExpectMsg<ActorIdentity>(Deadline).Subject);
    }

    private async Task Handshake()
    {
        await Peer.Handshake();
        await Peer.ExpectAlive(); // our acknowledgement has come too
    }
}
