using Akka.TestKit;
using AkkaH2.Endpoints;
using AkkaH2.Server;

namespace AkkaH2.Http1.Tests;

public sealed class TimeTestsInMemory() : TimeTests("memory");

public sealed class TimeTestsOnSockets() : TimeTests("sockets");

/// <summary>The time that the fields of a request may take. It runs on the real clock because it is Kestrel's.</summary>
public abstract class TimeTests(string transport) : Http1Test(transport)
{
    protected override string Hocon => "akka.h2.headers-timeout = 1s";

    [Theory]
    [Trait("RFC 9110", "15.5.9")]
    [InlineData("G")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n")]
    public async Task Fields_that_do_not_end_in_time_are_408(string begun)
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond("called")));
        await peer.Send(begun);

        var response = await peer.Receive();
        Assert.Equal((408, "close"), (response.Status, response["connection"]));
        Assert.Equal("", await peer.ReadToEnd());
    }
}

public sealed class RequestTimeTestsInMemory() : RequestTimeTests("memory");

public sealed class RequestTimeTestsOnSockets() : RequestTimeTests("sockets");

/// <summary>The time that a request may take until its response begins. The clock is virtual: it stands still until the test turns it.</summary>
public abstract class RequestTimeTests(string transport) : Http1Test(transport)
{
    protected override string Hocon => """
        akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
        akka.h2.request-timeout = 3s
        """;

    [Fact]
    [Trait("RFC 9110", "15.6.5")]
    public async Task A_request_without_a_response_in_time_is_504_and_its_endpoint_is_told()
    {
        var (called, told) = (new TaskCompletionSource(), new TaskCompletionSource());
        var server = await Bind(e => e.Map("GET", "/", async x =>
        {
            await using var telling = x.Aborted.Register(told.SetResult);
            called.SetResult();
            await told.Task;
        }));
        var peer = await Connect(server);
        await peer.Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await called.Task.WaitAsync(Deadline);

        await Turn(server, seconds: 3);
        var response = await peer.Receive();
        Assert.Equal((504, "close"), (response.Status, response["connection"]));
        await told.Task.WaitAsync(Deadline);
        Assert.Equal("", await peer.ReadToEnd());
    }

    [Theory]
    [InlineData("/begun")]
    [InlineData("/long")]
    public async Task A_route_may_take_longer_and_so_may_a_response_that_has_begun(string path)
    {
        var (called, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var server = await Bind(e => e
            .Map("GET", "/begun", async x =>
            {
                var body = x.RespondStreaming();
                await body.FlushAsync();
                await body.WriteAsync(await Late(x));
                body.Complete();
            })
            .Map("GET", "/long", async x => x.Respond(await Late(x)), new RouteOptions { RequestTimeout = Timeout.InfiniteTimeSpan }));
        var peer = await Connect(server);
        await peer.Send($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
        await called.Task.WaitAsync(Deadline);

        await Turn(server, seconds: 9);
        goOn.SetResult();
        Assert.Equal((200, "late"), await peer.Receive() is var r ? (r.Status, r.Body) : default);

        async Task<byte[]> Late(Exchange x)
        {
            called.SetResult();
            await goOn.Task.WaitAsync(x.Aborted);
            return "late"u8.ToArray();
        }
    }

    private async Task Turn(ServerBinding server, int seconds)
    {
        await server.GetConnectionsAsync(); // each has set its alarm
        ((TestScheduler)System.Scheduler).Advance(TimeSpan.FromSeconds(seconds));
    }
}

public sealed class AgeTestsInMemory() : AgeTests("memory");

public sealed class AgeTestsOnSockets() : AgeTests("sockets");

/// <summary>The age of a connection. The clock is virtual: it stands still until the test turns it.</summary>
public abstract class AgeTests(string transport) : Http1Test(transport)
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    protected override string Hocon => """
        akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
        akka.h2.max-connection-age = 60s
        """;

    [Fact]
    [Trait("RFC 9112", "9.6")]
    public async Task An_old_connection_that_is_idle_is_closed()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond("first")));
        await peer.Send(Get);
        Assert.Equal(("first", null), await peer.Receive() is var r ? (r.Body, r["connection"]) : default);

        Turn(seconds: 70);
        Assert.Equal("", await peer.ReadToEnd());
    }

    [Fact]
    [Trait("RFC 9112", "9.6")]
    public async Task The_response_under_way_on_an_old_connection_is_the_last_one_and_says_so()
    {
        var called = new TaskCompletionSource();
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var old = new TaskCompletionSource();
            await using var telling = x.Draining.Register(old.SetResult);
            called.SetResult();
            await old.Task;
            x.Respond("last");
        }));
        await peer.Send(Get + Get);
        await called.Task.WaitAsync(Deadline);

        Turn(seconds: 70);
        Assert.Equal(("last", "close"), await peer.Receive() is var r ? (r.Body, r["connection"]) : default);
        Assert.Equal("", await peer.ReadToEnd());
    }

    /// <summary>Up to a tenth is added by chance: one that is exactly as old as the setting says goes on.</summary>
    [Fact]
    public async Task Connections_that_began_together_do_not_end_together()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond("served")));
        await peer.Send(Get);
        await peer.Receive();

        Turn(seconds: 60);
        await peer.Send(Get);
        Assert.Equal(("served", null), await peer.Receive() is var r ? (r.Body, r["connection"]) : default);

        Turn(seconds: 6);
        Assert.Equal("", await peer.ReadToEnd());
    }

    private void Turn(int seconds) => ((TestScheduler)System.Scheduler).Advance(TimeSpan.FromSeconds(seconds));
}
