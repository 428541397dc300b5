using System.Text;
using AkkaH2.Endpoints;

namespace AkkaH2.Http1.Tests;

public sealed class ConnectionTestsInMemory() : ConnectionTests("memory");

public sealed class ConnectionTestsOnSockets() : ConnectionTests("sockets");

public sealed class ConnectionTestsOnAkkaIo() : ConnectionTests("akka-io");

/// <summary>How an HTTP/1.1 connection lives (RFC 9112 §9): one exchange after the other, and an orderly end.</summary>
public abstract class ConnectionTests(string transport) : Http1Test(transport)
{
    private static readonly string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    [Fact]
    [Trait("RFC 9112", "9.3")]
    public async Task A_connection_serves_one_request_after_the_other()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond($"{x.Stream}")));
        for (var i = 1; i <= 5; i++)
        {
            await peer.Send(Get);
            Assert.Equal($"{i}", (await peer.Receive()).Body);
        }
    }

    [Fact]
    [Trait("RFC 9112", "9.3.2")]
    public async Task Pipelined_requests_are_answered_in_their_order()
    {
        var peer = await Serve(e => e.Map("GET", "/{n}", async x =>
        {
            if (x.Route["n"] is "0" or "7")
                await Task.Yield();
            x.Respond(x.Route["n"]);
        }));
        await peer.Send(string.Concat(Enumerable.Range(0, 200).Select(i => $"GET /{i} HTTP/1.1\r\nHost: a\r\n\r\n")));

        for (var i = 0; i < 200; i++)
            Assert.Equal($"{i}", (await peer.Receive()).Body);
    }

    [Fact]
    [Trait("RFC 9112", "9.6")]
    public async Task A_client_that_wants_the_connection_closed_has_it_closed()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond("last")));
        await peer.Send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        var response = await peer.Receive();
        Assert.Equal(("last", "close"), (response.Body, response["connection"]));
        Assert.Equal("", await peer.ReadToEnd());
    }

    [Fact]
    public async Task A_client_that_leaves_a_server_that_drains_is_seen()
    {
        var (called, draining, told) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var server = await Bind(e => e.Map("GET", "/", async x =>
        {
            await using var telling = x.Aborted.Register(told.SetResult);
            await using var drain = x.Draining.Register(draining.SetResult);
            called.SetResult();
            await told.Task;
        }));
        var peer = await Connect(server);
        await peer.Send(Get);
        await called.Task.WaitAsync(Deadline);

        var terminated = server.TerminateAsync(Deadline);
        await draining.Task.WaitAsync(Deadline);
        await server.GetConnectionsAsync(); // it has told its engine
        await peer.Reset();

        await told.Task.WaitAsync(Deadline);
        Assert.True(await terminated);
    }

    [Fact]
    [Trait("RFC 9112", "9.6")]
    public async Task A_client_that_closes_its_side_is_answered()
    {
        var peer = await Serve(Echo);
        await peer.Send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
        await peer.Finish();

        Assert.Equal("hello", (await peer.Receive()).Body);
        Assert.Equal("", await peer.ReadToEnd());
    }

    [Fact]
    public async Task A_client_that_closes_its_side_while_its_request_is_served_is_answered()
    {
        var (called, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            called.SetResult();
            await goOn.Task;
            x.Respond(x.Aborted.IsCancellationRequested ? "aborted" : "served");
        }));
        await peer.Send(Get);
        await called.Task.WaitAsync(Deadline);
        await peer.Finish();
        goOn.SetResult();

        Assert.Equal("served", (await peer.Receive()).Body);
        Assert.Equal("", await peer.ReadToEnd());
    }

    [Fact]
    public async Task A_body_that_ends_too_early_aborts_its_endpoint()
    {
        var failure = new TaskCompletionSource<Exception>();
        var peer = await Serve(e => e.Map("POST", "/", async x =>
        {
            try
            {
                await x.Request.Body.ReadToEndAsync(1_000);
            }
            catch (Exception cause)
            {
                failure.SetResult(cause);
                throw;
            }
        }));
        await peer.Send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
        await peer.Finish();

        Assert.IsType<StreamAbortedException>(await failure.Task.WaitAsync(Deadline));
        await peer.ReadToEnd();
    }

    [Fact]
    public async Task A_peer_that_is_gone_aborts_its_endpoint()
    {
        var (called, aborted) = (new TaskCompletionSource(), new TaskCompletionSource());
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            x.Aborted.Register(() => aborted.TrySetResult());
            called.SetResult();
            await aborted.Task;
        }));
        await peer.Send(Get);
        await called.Task.WaitAsync(Deadline);
        await peer.Reset();

        await aborted.Task.WaitAsync(Deadline);
    }

    [Fact]
    public async Task A_peer_that_is_gone_before_its_body_is_read_fails_the_read()
    {
        var (called, isGone, failure) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource<Exception>());
        var peer = await Serve(e => e.Map("POST", "/", async x =>
        {
            called.SetResult();
            await isGone.Task;
            try
            {
                await x.Request.Body.ReadToEndAsync(1_000);
            }
            catch (Exception cause)
            {
                failure.SetResult(cause);
                throw;
            }
        }));
        await peer.Send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        await called.Task.WaitAsync(Deadline);
        await peer.Reset();
        isGone.SetResult();

        Assert.IsType<StreamAbortedException>(await failure.Task.WaitAsync(Deadline));
    }

    [Fact]
    [Trait("RFC 9112", "2.2")]
    public async Task Http_1_0_is_served_and_closed()
    {
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var writer = x.RespondStreaming();
            await writer.WriteAsync("old"u8.ToArray());
        }));
        await peer.Send("GET / HTTP/1.0\r\n\r\n");

        var response = await peer.Receive();
        Assert.Equal("old", response.Body);
        Assert.Null(response["transfer-encoding"]);
    }

    [Fact]
    [Trait("RFC 9112", "9.3")]
    public async Task Http_1_0_keeps_the_connection_where_it_asks_for_it()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond("old")));
        for (var i = 0; i < 2; i++)
        {
            await peer.Send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            Assert.Equal("old", (await peer.Receive()).Body);
        }
    }

    [Fact]
    [Trait("RFC 9110", "10.1.1")]
    public async Task A_client_that_waits_is_told_to_send_its_body()
    {
        var peer = await Serve(Echo);
        await peer.Send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        Assert.Equal(100, (await peer.Receive()).Status);

        await peer.Send("hello");
        Assert.Equal("hello", (await peer.Receive()).Body);
    }

    [Fact]
    [Trait("RFC 9110", "10.1.1")]
    public async Task A_client_that_waits_is_refused_without_its_body()
    {
        var peer = await Serve(e => e.Map("POST", "/", x => x.Respond("no", 403)));
        await peer.Send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");

        var response = await peer.Receive();
        Assert.Equal((403, "close"), (response.Status, response["connection"]));
        Assert.Equal("", await peer.ReadToEnd());
    }

    [Fact]
    public async Task A_body_that_nobody_reads_is_skipped()
    {
        var peer = await Serve(e => e.Map("POST", "/", x => x.Respond("unread")).Map("GET", "/", x => x.Respond("next")));
        await peer.Send($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\n{new string('x', 50_000)}{Get}");

        Assert.Equal("unread", (await peer.Receive()).Body);
        Assert.Equal("next", (await peer.Receive()).Body);
    }

    [Fact]
    public async Task The_next_request_waits_for_the_end_of_the_work()
    {
        var goOn = new TaskCompletionSource();
        var served = 0;
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var first = Interlocked.Increment(ref served) == 1;
            x.Respond($"{served}");
            if (first)
                await goOn.Task;
        }));
        await peer.Send(Get + Get);

        Assert.Equal("1", (await peer.Receive()).Body);
        Assert.Equal(1, served);
        goOn.SetResult();
        Assert.Equal("2", (await peer.Receive()).Body);
    }

    [Fact]
    public async Task A_drain_finishes_what_has_begun_and_says_that_it_closes()
    {
        var (called, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var draining = new TaskCompletionSource();
        var server = await Bind(e => e.Map("GET", "/", async x =>
        {
            x.Draining.Register(() => draining.TrySetResult());
            called.SetResult();
            await goOn.Task;
            x.Respond("finished");
        }));
        var (busy, idle) = (await Connect(server), await Connect(server));
        await busy.Send(Get);
        await idle.Send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal(404, (await idle.Receive()).Status);
        await called.Task.WaitAsync(Deadline);

        var ended = server.TerminateAsync();
        Assert.Equal("", await idle.ReadToEnd());
        await draining.Task.WaitAsync(Deadline);
        Assert.False(ended.IsCompleted);
        goOn.SetResult();

        var response = await busy.Receive();
        Assert.Equal(("finished", "close"), (response.Body, response["connection"]));
        Assert.Equal("", await busy.ReadToEnd());
        Assert.True(await ended.WaitAsync(Deadline));
    }

    [Fact]
    public async Task An_endpoint_that_outlasts_the_drain_is_cut_off()
    {
        var (called, aborted) = (new TaskCompletionSource(), new TaskCompletionSource());
        var server = await Bind(e => e.Map("GET", "/", async x =>
        {
            x.Aborted.Register(() => aborted.TrySetResult());
            called.SetResult();
            await aborted.Task;
        }));
        var peer = await Connect(server);
        await peer.Send(Get);
        await called.Task.WaitAsync(Deadline);

        Assert.False(await server.TerminateAsync(TimeSpan.Zero).WaitAsync(Deadline));
        await aborted.Task.WaitAsync(Deadline);
        Assert.Equal("", await peer.ReadToEnd());
    }

    [Fact]
    public async Task The_end_of_the_actor_system_ends_its_connections()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond("hello")));
        await peer.Send(Get);
        Assert.Equal(200, (await peer.Receive()).Status);

        await System.Terminate().WaitAsync(Deadline);
        Assert.Equal("", await peer.ReadToEnd());
    }

    private static void Echo(EndpointBuilder endpoints) =>
        endpoints.Map("POST", "/", async x => x.Respond(Encoding.UTF8.GetString(await x.Request.Body.ReadToEndAsync(1_000))));
}
