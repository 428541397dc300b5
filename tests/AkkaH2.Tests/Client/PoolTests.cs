using AkkaH2.Client;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Client;

/// <summary>Which connection a request takes, when another one is opened, and which requests are sent again.</summary>
public sealed class PoolTests : ClientTest
{
    [Fact, Trait("RFC 9113", "5.1.2")]
    public async Task Requests_above_the_servers_limit_take_another_connection_and_then_wait()
    {
        var client = NewClient(settings => settings with { MaxConnections = 2 });
        var first = client.SendAsync(Request.Get("/1"));
        var one = await Accept((SettingId.MaxConcurrentStreams, 1));
        await one.ExpectHeaders(1);
        await one.ExpectAlive();
        var second = client.SendAsync(Request.Get("/2"));
        var two = await Accept((SettingId.MaxConcurrentStreams, 1));
        await two.ExpectHeaders(1);
        await two.ExpectAlive();
        var third = client.SendAsync(Request.Get("/3"));
        await two.Send(Headers(1).Status(202).EndStream());
        Assert.Equal("/3", (await two.ExpectHeaders(3))[":path"]);
        await two.Send(Headers(3).Status(203).EndStream());
        await one.Send(Headers(1).Status(201).EndStream());
        Assert.Equal([201, 202, 203], (await Task.WhenAll(first, second, third).WaitAsync(Deadline)).Select(response => response.Status));
    }

    [Fact]
    public async Task The_queue_is_bounded()
    {
        var client = NewClient(settings => settings with { MaxConnections = 1, MaxQueuedRequests = 1 });
        var first = client.SendAsync(Request.Get("/1"));
        var server = await Accept((SettingId.MaxConcurrentStreams, 1));
        await server.ExpectHeaders(1);
        await server.ExpectAlive();
        Task<Response>[] others = [client.SendAsync(Request.Get("/2")), client.SendAsync(Request.Get("/3"))];
        var refused = await Task.WhenAny(others).WaitAsync(Deadline);
        var error = await Fails(refused);
        Assert.Equal((ClientErrorKind.Refused, false), (error.Kind, error.MayHaveBeenProcessed));
        await server.Send(Headers(1).Status(204).EndStream());
        await Answer(server, 3);
        Assert.Equal(204, (await first).Status);
        Assert.Equal(204, (await others.Single(other => other != refused)).Status);
    }

    [Fact, Trait("RFC 9113", "8.7")]
    public async Task A_request_that_the_server_refused_is_sent_again()
    {
        var response = NewClient().SendAsync(Request.Post("/", "body"));
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.Send(RstStream(1, ErrorCode.RefusedStream));
        Assert.Equal("POST", (await server.ExpectHeaders(3))[":method"]);
        Assert.Equal("body", global::System.Text.Encoding.UTF8.GetString(await server.ExpectRest(3)));
        await server.Send(Headers(3).Status(200).EndStream());
        Assert.Equal(200, (await response.WaitAsync(Deadline)).Status);
    }

    [Theory, Trait("RFC 9113", "8.7")]
    [InlineData(0, false)]
    [InlineData(5, false)]
    [InlineData(5, true)]
    public async Task So_is_one_whose_body_is_written_as_long_as_no_octet_of_it_has_gone_out(int before, bool isLeaving)
    {
        var client = NewClient();
        var first = client.SendAsync(Request.Get("/"));
        var server = await Accept((SettingId.InitialWindowSize, 0));
        await Answer(server, 1);
        await first.WaitAsync(Deadline);
        var (mayWrite, wasCancelled) = (new TaskCompletionSource(), false);
        var response = client.SendAsync(Request.Of("POST", "/").WithBody(async (writer, cancellation) =>
        {
            await writer.WriteAsync(new byte[before]);
            await mayWrite.Task;
            wasCancelled = cancellation.IsCancellationRequested;
            await writer.WriteAsync(new byte[10]);
        }));
        await server.ExpectHeaders(3);
        await server.ExpectAlive();
        await server.Send(isLeaving ? GoAway(1) : RstStream(3, ErrorCode.RefusedStream));
        var (next, stream) = isLeaving ? (await Accept(), 1) : (server, 5);
        await next.ExpectHeaders(stream);
        await next.Send(Settings((SettingId.InitialWindowSize, 65_535)));
        mayWrite.SetResult();
        Assert.Equal(before + 10, (await next.ExpectRest(stream)).Length);
        await next.Send(Headers(stream).Status(200).EndStream());
        Assert.Equal((200, false), ((await response.WaitAsync(Deadline)).Status, wasCancelled));
    }

    [Fact, Trait("RFC 9113", "8.7")]
    public async Task One_of_whose_body_some_has_gone_out_is_not()
    {
        var stopped = new TaskCompletionSource();
        var response = NewClient().SendAsync(Request.Of("POST", "/").WithBody(async (writer, cancellation) =>
        {
            await writer.WriteAsync("some"u8.ToArray());
            await using var stops = cancellation.Register(() => stopped.SetResult());
            await stopped.Task;
        }));
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.Expect<DataFrame>(_ => true);
        await server.Send(RstStream(1, ErrorCode.RefusedStream));
        var error = await Fails(response);
        Assert.Equal((ClientErrorKind.Refused, ErrorCode.RefusedStream, false), (error.Kind, error.Code, error.MayHaveBeenProcessed));
        await stopped.Task.WaitAsync(Deadline);
    }

    [Fact, Trait("RFC 9113", "8.7")]
    public async Task But_not_for_ever()
    {
        var response = NewClient().SendAsync(Request.Get("/"));
        var server = await Accept();
        for (var stream = 1; stream <= 11; stream += 2)
        {
            await server.ExpectHeaders(stream);
            await server.Send(RstStream(stream, ErrorCode.RefusedStream));
        }

        var error = await Fails(response);
        Assert.Equal((ClientErrorKind.Refused, ErrorCode.RefusedStream, false), (error.Kind, error.Code, error.MayHaveBeenProcessed));
    }

    [Fact, Trait("RFC 9113", "6.8")]
    public async Task After_GOAWAY_new_requests_take_a_new_connection_while_the_old_one_drains()
    {
        var client = NewClient();
        var old = client.SendAsync(Request.Get("/old"));
        var first = await Accept();
        await first.ExpectHeaders(1);
        var crossed = client.SendAsync(Request.Get("/crossed"));
        await first.ExpectHeaders(3);
        await first.Send(GoAway(1));
        await first.ExpectGoAway(0, ErrorCode.NoError);

        var second = await Accept();
        Assert.Equal("/crossed", (await second.ExpectHeaders(1))[":path"]);
        var late = client.SendAsync(Request.Get("/late"));
        Assert.Equal("/late", (await second.ExpectHeaders(3))[":path"]);
        await second.Send(Headers(1).Status(204).EndStream(), Headers(3).Status(204).EndStream());
        await first.Send(Headers(1).Status(200), Data(1, "to the end").EndStream());
        Assert.Equal("to the end", await (await old.WaitAsync(Deadline)).Body.ReadTextAsync(100));
        Assert.Equal((204, 204), ((await crossed).Status, (await late).Status));
        await first.ExpectClosed();
    }

    [Fact]
    public async Task A_lost_request_is_sent_once_more_where_its_caller_allows_it()
    {
        var client = NewClient();
        var response = client.SendAsync(Request.Get("/"), new CallOptions { RetryLost = true });
        var first = await Accept();
        await first.ExpectHeaders(1);
        await first.DisposeAsync();
        var second = await Accept();
        await Answer(second, 1);
        Assert.Equal(204, (await response.WaitAsync(Deadline)).Status);
    }

    [Theory]
    [InlineData("POST", true)] // not idempotent
    [InlineData("GET", false)] // not allowed
    public async Task Any_other_is_not(string method, bool retry)
    {
        var response = NewClient().SendAsync(Request.Of(method, "/"), new CallOptions { RetryLost = retry });
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.DisposeAsync();
        Assert.Equal(ClientErrorKind.ConnectionLost, (await Fails(response)).Kind);
    }

    [Fact]
    public async Task And_not_twice()
    {
        var response = NewClient().SendAsync(Request.Get("/"), new CallOptions { RetryLost = true });
        for (var i = 0; i < 2; i++)
        {
            var server = await Accept();
            await server.ExpectHeaders(1);
            await server.DisposeAsync();
        }

        Assert.Equal(ClientErrorKind.ConnectionLost, (await Fails(response)).Kind);
    }

    [Fact]
    public async Task What_ends_it_then_does_not_say_that_no_server_has_seen_it()
    {
        var client = NewClient();
        var response = client.SendAsync(Request.Get("/"), new CallOptions { RetryLost = true });
        var server = await Accept();
        await server.ExpectHeaders(1);
        await StopListening();
        await server.DisposeAsync();
        await Until(() => client.Resent == 1);
        await client.TerminateAsync();
        var error = await Fails(response);
        Assert.Equal((ClientErrorKind.Refused, true), (error.Kind, error.MayHaveBeenProcessed));
    }

    [Fact]
    public async Task A_connection_on_which_the_server_has_said_nothing_does_not_count()
    {
        var client = NewClient(settings => settings with { BackOffMin = TimeSpan.FromMilliseconds(1) });
        var response = client.SendAsync(Request.Get("/"), new CallOptions { RetryLost = true });
        var first = await Accept();
        await first.ExpectHeaders(1);
        await first.DisposeAsync();
        for (var i = 0; i < 3; i++)
        {
            var dying = await AcceptRaw();
            await dying.ExpectHeaders(1);
            await dying.DisposeAsync();
        }

        await Answer(await Accept(), 1);
        Assert.Equal(204, (await response.WaitAsync(Deadline)).Status);
    }

    [Fact]
    public async Task An_origin_that_has_answered_before_is_waited_for()
    {
        var client = NewClient(settings => settings with { BackOffMin = TimeSpan.FromMilliseconds(1) });
        var first = client.SendAsync(Request.Get("/"));
        var server = await Accept();
        await Answer(server, 1);
        await first.WaitAsync(Deadline);
        await StopListening();
        await server.DisposeAsync();
        var second = client.SendAsync(Request.Get("/"), new CallOptions { RetryLost = true }); // it may meet the connection that is lost
        await ListenAgain();
        await Answer(await Accept(), 1);
        Assert.Equal(204, (await second.WaitAsync(Deadline)).Status);
    }

    [Fact, Trait("RFC 9113", "6.8")]
    public async Task Terminating_finishes_what_is_open_and_takes_no_more()
    {
        var client = NewClient();
        var open = client.SendAsync(Request.Get("/"));
        var server = await Accept();
        await server.ExpectHeaders(1);
        var terminated = client.TerminateAsync();
        await server.ExpectGoAway(int.MaxValue, ErrorCode.NoError);
        Assert.Equal(ClientErrorKind.Refused, (await Fails(client.SendAsync(Request.Get("/late")))).Kind);
        await server.Send(Headers(1).Status(204).EndStream());
        Assert.Equal(204, (await open.WaitAsync(Deadline)).Status);
        await server.ExpectClosed();
        Assert.True(await terminated.WaitAsync(Deadline));
        Assert.Equal(ClientErrorKind.Refused, (await Fails(client.SendAsync(Request.Get("/too-late")))).Kind);
    }

    [Fact]
    public async Task The_end_of_the_actor_system_ends_every_request()
    {
        var client = NewClient();
        var open = client.SendAsync(Request.Get("/"));
        var server = await Accept();
        await server.Send(Headers(1).Status(200), Data(1, "some"));
        var response = await open.WaitAsync(Deadline);
        var waiting = client.SendAsync(Request.Get("/"));
        await server.ExpectHeaders(3);
        await System.Terminate().WaitAsync(Deadline);
        await Fails(waiting);
        await Fails(response.Body.ReadToEndAsync(100));
    }

    private static async Task Answer(TestPeer server, int stream)
    {
        await server.ExpectHeaders(stream);
        await server.Send(Headers(stream).Status(204).EndStream());
    }
}
