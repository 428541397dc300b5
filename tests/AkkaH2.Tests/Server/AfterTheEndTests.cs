using Akka.Actor;
using AkkaH2.Client;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>Calls on what has ended are done at once, or fail at once and say why; none waits for its time to run out, which is an hour here.</summary>
public sealed class AfterTheEndTests : ServerTest
{
    private const string Terminated = "terminated";
    private const string SystemGone = "its system has terminated";

    protected override string Hocon => """
        akka.h2 { drain-timeout = 1h, drain-grace = 1h, client { timeout = 1h, head-timeout = 1h, connect-timeout = 1h } }
        akka.coordinated-shutdown.phases.service-requests-done.timeout = 2h
        """;

    [Theory]
    [InlineData(Terminated)]
    [InlineData(SystemGone)]
    public async Task A_server_and_its_settings(string end)
    {
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")).MapActor("/actor", Props.Create(() => new Silent())));
        await End(end, server.TerminateAsync);

        var changed = await Assert.ThrowsAsync<InvalidOperationException>(() => server.ChangeSettingsAsync(now => now with { MaxConcurrentStreams = 7 }).WaitAsync(Deadline));
        Assert.Contains("has terminated", changed.Message);
        await server.UnbindAsync().WaitAsync(Deadline);
        Assert.True(await server.TerminateAsync().WaitAsync(Deadline));
        Assert.True(await server.TerminateAsync(new CancellationToken(false)).WaitAsync(Deadline));
        await server.TerminateAsync(TimeSpan.Zero).WaitAsync(Deadline);
        Assert.True(await server.TerminateOnSignalAsync().WaitAsync(Deadline));
        await server.DisposeAsync().AsTask().WaitAsync(Deadline);
        if (end == Terminated)
            Assert.Equal(0, (await server.GetConnectionsAsync().WaitAsync(Deadline)).Found);
        else
            await Assert.ThrowsAsync<InvalidOperationException>(() => server.GetConnectionsAsync().WaitAsync(Deadline));
    }

    [Fact]
    public async Task An_unbound_server_still_tells_its_connections_of_new_settings()
    {
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        var peer = await Connect(server);
        await server.UnbindAsync().WaitAsync(Deadline);
        await server.ChangeSettingsAsync(now => now with { MaxConcurrentStreams = 7 }).WaitAsync(Deadline);
        await peer.ExpectAlive();
        Assert.Equal(7u, peer.PeerSettings[Wire.SettingId.MaxConcurrentStreams]);
        Assert.Equal(1, (await server.GetConnectionsAsync().WaitAsync(Deadline)).Found);
    }

    [Fact]
    public async Task A_server_that_terminates_while_it_is_told_of_new_settings()
    {
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        var terminated = server.TerminateAsync();
        while (true)
        {
            try
            {
                await server.ChangeSettingsAsync(now => now with { MaxConcurrentStreams = now.MaxConcurrentStreams % 100 + 1 }).WaitAsync(Deadline);
            }
            catch (InvalidOperationException cause)
            {
                Assert.Contains("has terminated", cause.Message);
                break;
            }
        }

        Assert.True(await terminated.WaitAsync(Deadline));
    }

    [Theory]
    [InlineData(Terminated, true)]
    [InlineData(Terminated, false)]
    [InlineData(SystemGone, true)]
    [InlineData(SystemGone, false)]
    public async Task A_client(string end, bool wasUsed)
    {
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        var client = System.Http2().Client($"http://{server.LocalEndPoint}");
        if (wasUsed)
            (await client.SendAsync(Request.Get("/"))).Dispose();
        await End(end, client.TerminateAsync);

        var refused = await Assert.ThrowsAsync<Http2ClientException>(() => client.SendAsync(Request.Get("/")).WaitAsync(Deadline));
        Assert.Equal(ClientErrorKind.Refused, refused.Kind);
        Assert.Null(await client.PingAsync().WaitAsync(Deadline));
        Assert.Empty(await client.GetConnectionsAsync().WaitAsync(Deadline));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetActorAsync().WaitAsync(Deadline));
        Assert.True(await client.TerminateAsync().WaitAsync(Deadline));
        await client.TerminateAsync(TimeSpan.Zero).WaitAsync(Deadline);
        await client.DisposeAsync().AsTask().WaitAsync(Deadline);
    }

    [Fact]
    public async Task A_client_that_its_system_never_made()
    {
        var http2 = System.Http2();
        var client = http2.Client("http://127.0.0.1:1");
        await System.Terminate().WaitAsync(Deadline);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetActorAsync().WaitAsync(Deadline));
        Assert.Throws<InvalidOperationException>(() => http2.Client("http://127.0.0.1:1"));
    }

    [Fact]
    public async Task A_system()
    {
        var http2 = System.Http2();
        await System.Terminate().WaitAsync(Deadline);
        await Assert.ThrowsAsync<InvalidOperationException>(() => http2.BindAsync("127.0.0.1", 0, _ => { }).WaitAsync(Deadline));
        await Assert.ThrowsAsync<InvalidOperationException>(() => http2.GetListenersAsync().WaitAsync(Deadline));
        await Assert.ThrowsAsync<InvalidOperationException>(() => http2.GetConnectionsAsync().WaitAsync(Deadline));
        await http2.ShutdownOnSignalAsync().WaitAsync(Deadline);
        http2.LogFrames(true);
    }

    [Fact]
    public async Task A_push_of_a_connection_that_is_gone()
    {
        var pushed = new TaskCompletionSource<PushOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.InfiniteTimeSpan, x.Aborted));
            pushed.SetResult(await x.PushAsync("/other"));
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectAlive();
        await System.KillConnectionAsync(Deadline);
        Assert.Equal(PushOutcome.StreamCannotPush, await pushed.Task.WaitAsync(Deadline));
    }

    private async Task End(string end, Func<TimeSpan?, Task<bool>> terminate)
    {
        if (end == Terminated)
            Assert.True(await terminate(null).WaitAsync(Deadline));
        else
            await System.Terminate().WaitAsync(Deadline);
    }

    private sealed class Silent : ReceiveActor;
}
