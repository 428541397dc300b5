using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using AkkaH2.Client;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Client;

/// <summary>A caller that wants no more: the server learns it by RST_STREAM(CANCEL), and nothing of the stream is left.</summary>
[Trait("RFC 9113", "6.4")]
public sealed class CancellationTests : ClientTest
{
    [Fact]
    public async Task A_request_is_cancelled_before_its_response()
    {
        using var cancellation = new CancellationTokenSource();
        var response = NewClient().SendAsync(Request.Get("/"), cancellation.Token);
        var server = await Accept();
        await server.ExpectHeaders(1);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => response.WaitAsync(Deadline));
        await server.ExpectRstStream(1, ErrorCode.Cancel);
        await server.ExpectAlive();
    }

    [Fact]
    public async Task One_that_waits_for_a_connection_is_never_sent()
    {
        using var cancellation = new CancellationTokenSource();
        var client = NewClient(settings => settings with { MaxConnections = 1 });
        _ = client.SendAsync(Request.Get("/first"));
        var server = await Accept((Wire.SettingId.MaxConcurrentStreams, 1));
        await server.ExpectHeaders(1);
        var cancelled = client.SendAsync(Request.Get("/cancelled"), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Deadline));
        var response = client.SendAsync(Request.Get("/wanted"));
        await server.Send(Headers(1).Status(204).EndStream());
        Assert.Equal("/wanted", (await server.ExpectHeaders(3))[":path"]);
        await server.Send(Headers(3).Status(204).EndStream());
        Assert.Equal(204, (await response).Status);
    }

    [Fact]
    public async Task The_body_is_told_too()
    {
        using var cancellation = new CancellationTokenSource();
        var stopped = new TaskCompletionSource();
        var response = NewClient().SendAsync(Request.Of("POST", "/").WithBody(async (_, wanted) =>
        {
            await using var registration = wanted.Register(stopped.SetResult);
            await Task.Delay(Timeout.Infinite, wanted);
        }), cancellation.Token);
        var server = await Accept();
        await server.ExpectHeaders(1);
        await cancellation.CancelAsync();
        await stopped.Task.WaitAsync(Deadline);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => response);
        await server.ExpectRstStream(1, ErrorCode.Cancel);
    }

    [Fact]
    public async Task A_response_is_disposed_before_its_end()
    {
        var (server, response) = await Begin();
        response.Dispose();
        await server.ExpectRstStream(1, ErrorCode.Cancel);
        Assert.Equal(ClientErrorKind.Cancelled, (await Fails(response.Body.ReadToEndAsync(100))).Kind);
        await server.ExpectAlive();
    }

    [Fact]
    public async Task It_is_longer_than_its_reader_allows()
    {
        var (server, response) = await Begin();
        await Assert.ThrowsAsync<InvalidDataException>(() => response.Body.ReadToEndAsync(limit: 1).WaitAsync(Deadline));
        await server.ExpectRstStream(1, ErrorCode.Cancel);
    }

    [Fact]
    public async Task Its_source_is_cancelled()
    {
        var (server, response) = await Begin();
        var first = await response.Body.AsSource().Take(1).RunWith(Sink.Seq<ReadOnlyMemory<byte>>(), System.Materializer()).WaitAsync(Deadline);
        Assert.Single(first);
        await server.ExpectRstStream(1, ErrorCode.Cancel);
    }

    [Fact]
    public async Task Its_stream_is()
    {
        var (server, response) = await Begin();
        await response.Body.AsStream().DisposeAsync();
        await server.ExpectRstStream(1, ErrorCode.Cancel);
    }

    [Fact]
    public async Task Disposed_after_its_end_it_says_nothing()
    {
        var (server, response) = await Begin();
        await server.Send(Data(1, "rest").EndStream());
        Assert.Equal("somerest", await response.Body.ReadTextAsync(100));
        response.Dispose();
        await server.ExpectAlive();
        Assert.DoesNotContain(server.Received, frame => frame is RstStreamFrame);
    }

    [Fact]
    public async Task A_response_that_is_let_go_of_is_given_up_by_the_garbage_collector()
    {
        var server = await BeginAndForget();
        for (var i = 0; i < 100 && !server.Received.Any(frame => frame is RstStreamFrame); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await server.ExpectAlive();
        }

        await server.ExpectRstStream(1, ErrorCode.Cancel);
    }

    [Fact]
    public async Task One_that_is_waited_for_is_not()
    {
        var (server, response) = await Begin();
        var text = new TaskCompletionSource<string>();
        _ = Read(response.Body, text);
        response = null;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        await server.ExpectAlive();
        await server.Send(Data(1, "rest").EndStream());
        Assert.Equal("somerest", await text.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task A_thousand_responses_that_nobody_reads_leave_nothing()
    {
        // One stream at a time, and in all twice as much as the connection's window: what a stream left behind would stop the next one.
        var client = NewClient(settings => settings with { MaxConnections = 1 });
        TestPeer? server = null;
        for (var stream = 1; stream < 2_000; stream += 2)
        {
            var response = client.SendAsync(Request.Get("/"));
            server ??= await Accept((SettingId.MaxConcurrentStreams, 1));
            await server.ExpectHeaders(stream);
            await server.Send(Headers(stream).Status(200), Data(stream, new byte[16_000]));
            (await response).Dispose();
            await server.ExpectRstStream(stream, ErrorCode.Cancel);
            await server.Send(Data(stream, "late").EndStream()); // it crossed the reset
        }

        await server!.ExpectAlive();
        var last = client.SendAsync(Request.Get("/"));
        await server.ExpectHeaders(2_001);
        await server.Send(Headers(2_001).Status(200), Data(2_001, new byte[1_000]).EndStream());
        Assert.Equal(200, (await last).Status);
        Assert.True(server.SendWindow(0) > client.Settings.ConnectionWindowSize / 2);
        await Assert.ThrowsAsync<ActorNotFoundException>(() => System.ActorSelection("/system/http2/client-*/connection-*/*").ResolveOne(TimeSpan.FromMilliseconds(100)));
    }

    [Fact, Trait("RFC 9113", "5.1")]
    public async Task Frames_that_crossed_the_reset_are_not_the_servers_fault()
    {
        var client = NewClient();
        var response = client.SendAsync(Request.Get("/"));
        var server = await Accept();
        for (var stream = 1; stream < 60; stream += 2)
        {
            await server.ExpectHeaders(stream);
            await server.Send(Headers(stream).Status(200), Data(stream, new byte[10]));
            (await response).Dispose();
            await server.ExpectRstStream(stream, ErrorCode.Cancel);
            for (var late = 0; late < 50; late++)
                await server.Send(Data(stream, "late"));
            response = client.SendAsync(Request.Get("/"));
        }

        await server.ExpectAlive(); // 1,500 small frames without an effect: more than glitch-burst
    }

    private static async Task Read(ResponseBody body, TaskCompletionSource<string> text) => text.SetResult(await body.ReadTextAsync(100));

    private async Task<(TestPeer Server, Response Response)> Begin()
    {
        var response = NewClient().SendAsync(Request.Get("/"));
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.Send(Headers(1).Status(200), Data(1, "some"));
        return (server, await response.WaitAsync(Deadline));
    }

    private async Task<TestPeer> BeginAndForget() => (await Begin()).Server;
}
