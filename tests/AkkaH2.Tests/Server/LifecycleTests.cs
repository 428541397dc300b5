using System.Net;
using AkkaH2.Server;
using AkkaH2.TestKit;
using AkkaH2.Transports;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class LifecycleTestsOnSockets() : LifecycleTests("sockets");

public sealed class LifecycleTestsOnAkkaIo() : LifecycleTests("akka-io");

public sealed class LifecycleTestsOverTlsOnSockets() : LifecycleTests("sockets", tls: true);

public sealed class LifecycleTestsOverTlsOnAkkaIo() : LifecycleTests("akka-io", tls: true);

public abstract class LifecycleTests(string transport, bool tls = false) : ServerTest(transport, tls)
{
    [Fact]
    public async Task An_unbound_server_takes_no_new_connections_and_serves_the_open_ones()
    {
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        var peer = await Connect(server);
        await server.UnbindAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => Handshake(server.LocalEndPoint)); // refused, or accepted and reset at once
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("ok", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    [Trait("RFC 9113", "6.8")]
    public async Task A_terminating_server_sends_GOAWAY_finishes_open_streams_and_closes()
    {
        var (server, peer, release) = await AtWork();

        var terminated = server.TerminateAsync(Deadline);
        await peer.ExpectGoAway(int.MaxValue, ErrorCode.NoError);
        await peer.ExpectGoAway(1, ErrorCode.NoError);
        release.SetResult();
        Assert.Equal("finished", (await peer.ExpectResponse(1)).Text);
        await peer.ExpectClosed();
        Assert.True(await terminated);
    }

    [Fact]
    public async Task While_it_drains_and_afterwards_it_is_unbound_for_whoever_asks()
    {
        var (server, peer, release) = await AtWork();

        var terminated = server.TerminateAsync(Timeout.InfiniteTimeSpan);
        await peer.ExpectGoAway(int.MaxValue, ErrorCode.NoError);
        await server.UnbindAsync().WaitAsync(Deadline);
        release.SetResult();
        await peer.ExpectGoAway(1, ErrorCode.NoError);
        Assert.Equal("finished", (await peer.ExpectResponse(1)).Text);
        await peer.ExpectClosed();
        await peer.DisposeAsync();
        Assert.True(await terminated.WaitAsync(Deadline));
        await server.UnbindAsync().WaitAsync(Deadline);
    }

    [Fact]
    public async Task What_is_not_done_in_time_is_cut_off()
    {
        var cancelled = new TaskCompletionSource();
        var server = await Bind(e => e.Map("GET", "/", async x =>
        {
            x.Aborted.Register(() => cancelled.SetResult());
            var writer = x.RespondStreaming();
            await writer.FlushAsync();
            await cancelled.Task;
        }));
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectHeaders(1);

        Assert.False(await server.TerminateAsync(TimeSpan.FromMilliseconds(100)));
        await cancelled.Task.WaitAsync(Deadline);
    }

    [Fact]
    public async Task No_time_at_all_means_now()
    {
        var (started, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        var server = await Bind(e => e.Map("GET", "/", async x =>
        {
            x.Aborted.Register(() => cancelled.SetResult());
            started.SetResult();
            await cancelled.Task;
        }));
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/").EndStream());
        await started.Task.WaitAsync(Deadline);

        Assert.False(await server.TerminateAsync(TimeSpan.Zero).WaitAsync(Deadline));
        await cancelled.Task.WaitAsync(Deadline);
        await peer.ExpectClosed();
    }

    [Fact]
    public async Task Infinite_time_waits_for_open_streams()
    {
        var (server, peer, release) = await AtWork();

        var terminated = server.TerminateAsync(Timeout.InfiniteTimeSpan);
        await peer.ExpectGoAway(int.MaxValue, ErrorCode.NoError);
        await peer.ExpectGoAway(1, ErrorCode.NoError);
        release.SetResult();
        Assert.True(await terminated.WaitAsync(Deadline));
    }

    [Fact]
    public async Task Terminating_what_has_ended_is_done_at_once()
    {
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        Assert.True(await server.TerminateAsync(Deadline));
        Assert.True(await server.TerminateAsync(Timeout.InfiniteTimeSpan).WaitAsync(Deadline));
    }

    [Fact]
    public async Task A_server_that_waits_for_a_signal_is_done_when_its_binding_ends_otherwise()
    {
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        var served = server.TerminateOnSignalAsync();
        await server.TerminateAsync(Deadline);
        Assert.True(await served.WaitAsync(Deadline));
    }

    [Fact]
    public async Task A_server_that_waits_for_a_signal_is_done_when_its_system_ends()
    {
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        var served = server.TerminateOnSignalAsync();
        await System.Terminate().WaitAsync(Deadline);
        Assert.True(await served.WaitAsync(Deadline));
    }

    [Fact]
    public async Task A_system_that_has_terminated_says_so()
    {
        var http2 = System.Http2();
        await System.Terminate().WaitAsync(Deadline);

        Assert.Contains("has terminated", (await Assert.ThrowsAsync<InvalidOperationException>(() => http2.BindAsync("127.0.0.1", 0, _ => { }).WaitAsync(Deadline))).Message);
        await Assert.ThrowsAsync<InvalidOperationException>(() => http2.GetConnectionsAsync().WaitAsync(Deadline));
    }

    [Fact]
    public async Task A_busy_port_is_one_exception_that_names_the_endpoint()
    {
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        var port = ((IPEndPoint)server.LocalEndPoint).Port;
        var error = await Assert.ThrowsAsync<TransportException>(() => System.Http2().BindAsync("127.0.0.1", port, _ => { }));
        Assert.Contains($"127.0.0.1:{port}", error.Message);
    }

    [Fact]
    public async Task An_address_that_is_not_ours_is_one_exception_that_names_the_endpoint()
    {
        var error = await Assert.ThrowsAsync<TransportException>(() => System.Http2().BindAsync("192.0.2.1", 8080, _ => { }));
        Assert.Contains("192.0.2.1:8080", error.Message);
    }

    [Fact]
    public async Task Connections_that_drop_in_the_middle_of_a_request_leave_nothing_behind()
    {
        var server = await Bind(e => e.Map("POST", "/", async x =>
        {
            await x.Request.Body.ReadToEndAsync(1_000_000);
            x.Respond("never");
        }));

        foreach (var batch in Enumerable.Range(0, 500).Chunk(50))
            await Task.WhenAll(batch.Select(_ => DropInTheMiddle(server)));

        // A drain waits for each connection and for the work of its streams: one that was left behind would make it false.
        Assert.True(await server.TerminateAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task A_client_that_closes_its_side_is_closed_and_leaves_nothing_behind()
    {
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectResponse(1);

        await peer.ShutdownSend();
        await peer.ExpectClosed();
        Assert.True(await server.TerminateAsync(Deadline));
    }

    [Fact]
    public async Task A_client_that_sends_its_requests_and_closes_its_side_gets_its_answers()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = await Bind(e => e
            .Map("GET", "/", async x => { await release.Task; x.Respond("late"); })
            .Map("POST", "/", async x => x.Respond(await x.Request.Body.ReadToEndAsync(100))));
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/").EndStream(), Headers(3).Post("/"), Data(3, "half"));
        await peer.ExpectAlive();
        await peer.ShutdownSend();
        await peer.ExpectGoAway(3, ErrorCode.NoError);
        release.SetResult();
        Assert.Equal("late", (await peer.ExpectResponse(1)).Text);
        await peer.ExpectClosed();
    }

    private static async Task Handshake(EndPoint endPoint)
    {
        await using var peer = await TestPeer.ConnectAsync(endPoint);
        await peer.Handshake();
    }

    private async Task DropInTheMiddle(AkkaH2.Server.ServerBinding server)
    {
        await using var peer = await Connect(server);
        await peer.Send(Headers(1).Post("/"), Data(1, "half of a "));
    }

    /// <summary>A server with one request under way, which is answered when it is released.</summary>
    private async Task<(ServerBinding Server, TestPeer Peer, TaskCompletionSource Release)> AtWork()
    {
        var (started, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var server = await Bind(e => e.Map("GET", "/", async x =>
        {
            started.SetResult();
            await release.Task;
            x.Respond("finished");
        }));
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/").EndStream());
        await started.Task.WaitAsync(Deadline);
        return (server, peer, release);
    }
}
