using System.Net;
using Akka.TestKit;
using AkkaH2.Endpoints;
using AkkaH2.TestKit;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>What a client sees of the times and rates of a server. The clock is virtual: it stands still until the test turns it.</summary>
public sealed class TimesTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly MemoryTransport _transport = new();

    public TimesTests()
        : base("""
            akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            akka.h2.max-connections = 4
            """)
    {
    }

    [Fact, Trait("RFC 9110", "15.6.5")]
    public async Task A_request_without_a_response_in_its_routes_time_is_answered_with_504_and_its_endpoint_is_told()
    {
        var (called, aborted) = (new TaskCompletionSource(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var peer = await Serve(e => e.Map("GET", "/", x =>
        {
            called.SetResult();
            return Until(x.Aborted, aborted);
        }, new RouteOptions { RequestTimeout = TimeSpan.FromSeconds(3) }));
        await peer.Send(Headers(1).Get("/").EndStream());
        await called.Task.WaitAsync(Deadline);
        await peer.ExpectAlive(); // it has heard of the route's time before the endpoint was called
        await Turn(peer, seconds: 4);
        Assert.Equal(504, (await peer.ExpectHeaders(1)).Status);
        await aborted.Task.WaitAsync(Deadline);
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task A_response_that_has_begun_takes_its_time()
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var body = x.RespondStreaming();
            await body.FlushAsync();
            await end.Task;
        }, new RouteOptions { RequestTimeout = TimeSpan.FromSeconds(3) }));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectHeaders(1);
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(30));
        await peer.ExpectAlive();
        end.SetResult();
        await peer.Expect(Data(1, "").EndStream());
    }

    [Fact]
    public async Task A_body_that_does_not_come_while_the_endpoint_reads_is_reset()
    {
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = await Serve(e => e.Map("POST", "/", async x =>
        {
            x.Request.Body.AdvanceTo((await x.Request.Body.ReadAsync()).Buffer.End);
            read.SetResult();
            x.Respond(await x.Request.Body.ReadToEndAsync(100));
        }));
        await peer.Send(Headers(1).Post("/"), Data(1, "a"));
        await read.Task.WaitAsync(Deadline);
        await peer.ExpectAlive(); // it has heard that the octet was read
        await Turn(peer, seconds: 8);
        await peer.ExpectStreamError(1, ErrorCode.EnhanceYourCalm);
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task A_route_that_streams_both_ways_may_allow_that()
    {
        var called = new TaskCompletionSource();
        var peer = await Serve(e => e.Map("POST", "/", async x =>
        {
            called.SetResult();
            x.Respond(await x.Request.Body.ReadToEndAsync(100));
        }, new RouteOptions { AllowSlowPeers = true }));
        await peer.Send(Headers(1).Post("/"), Data(1, "a"));
        await called.Task.WaitAsync(Deadline);
        await peer.ExpectAlive();
        await Turn(peer, seconds: 30);
        await peer.Send(Data(1, "b").EndStream());
        Assert.Equal("ab", (await peer.ExpectResponse(1)).Text);
    }

    [Fact, Trait("RFC 9113", "6.8")]
    public async Task Peers_that_only_sent_SETTINGS_give_their_places_to_others()
    {
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        var silent = new List<TestPeer>();
        for (var n = 0; n < 4; n++)
            silent.Add(await Connect(server));
        var waiting = ConnectAsync(server.LocalEndPoint);
        ((TestScheduler)Sys.Scheduler).Advance(Sys.Http2().Settings.IdleTimeout);
        foreach (var peer in silent)
        {
            await peer.ExpectGoAway(0, ErrorCode.NoError);
            await peer.ExpectClosed();
            await peer.DisposeAsync();
        }

        var late = new TestPeer(await waiting);
        await late.Handshake();
        await late.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("ok", (await late.ExpectResponse(1)).Text);
    }

    /// <summary>A client is connected before it says what it speaks. One that has just come when the server drains gets an answer that it understands.</summary>
    [Fact]
    public async Task A_newcomer_has_a_second_in_a_drain_to_say_what_it_speaks()
    {
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        await using var silent = new TestPeer(await ConnectAsync(server.LocalEndPoint));
        await using var speaking = await ConnectAsync(server.LocalEndPoint);
        await using var alive = await Connect(server); // so both have been accepted
        var terminated = server.TerminateAsync(Deadline);
        await alive.ExpectGoAwayCode(ErrorCode.NoError);

        await speaking.WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 505 ", await new StreamReader(speaking).ReadLineAsync().WaitAsync(Deadline));

        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));
        await silent.ExpectGoAwayCode(ErrorCode.NoError);
        await silent.DisposeAsync();
        await alive.DisposeAsync();
        await speaking.DisposeAsync();
        Assert.True(await terminated);
    }

    // The clock is turned second by second, and the answer to PING says that the connection has seen it: what one alarm does may set the next.
    private async Task Turn(TestPeer peer, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));
            await peer.ExpectAlive();
        }
    }

    private static async Task Until(CancellationToken aborted, TaskCompletionSource told)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, aborted);
        }
        catch (OperationCanceledException)
        {
            told.SetResult();
            throw;
        }
    }

    private Task<global::AkkaH2.Server.ServerBinding> Bind(Action<EndpointBuilder> endpoints) => Sys.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), _transport, endpoints);

    private async Task<TestPeer> Serve(Action<EndpointBuilder> endpoints) => await Connect(await Bind(endpoints));

    private async Task<TestPeer> Connect(global::AkkaH2.Server.ServerBinding server)
    {
        var peer = new TestPeer(await ConnectAsync(server.LocalEndPoint));
        await peer.Handshake();
        await peer.ExpectAlive();
        return peer;
    }

    private async Task<Stream> ConnectAsync(EndPoint server) => new TransportStream(await _transport.ConnectAsync(server, new TransportSettings(16, 65_536)));
}
