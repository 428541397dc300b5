using Akka;
using Akka.Actor;
using Akka.Event;
using Akka.Streams.Dsl;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class FailingEndpointTests : ServerTest
{
    private static Source<ReadOnlyMemory<byte>, NotUsed> Unusable =>
        Source.Empty<ReadOnlyMemory<byte>>().MapMaterializedValue<NotUsed>(_ => throw new NotSupportedException("this source cannot be run"));

    [Fact]
    public async Task An_endpoint_that_throws_is_answered_with_500_and_other_streams_go_on()
    {
        var release = new TaskCompletionSource();
        var peer = await Serve(e => e
            .Map("GET", "/crash", x => throw new InvalidOperationException("boom"))
            .Map("GET", "/wait", async x =>
            {
                await release.Task;
                x.Respond("done");
            }));
        await peer.Send(Headers(1).Get("/wait").EndStream(), Headers(3).Get("/crash").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(3)).Status);

        release.SetResult();
        Assert.Equal("done", (await peer.ExpectResponse(1)).Text);
    }

    /// <summary>An application's message may quote its peer.</summary>
    [Fact]
    public async Task Its_message_is_one_line_of_the_log()
    {
        var logged = new TaskCompletionSource<Error>(TaskCreationOptions.RunContinuationsAsynchronously);
        System.EventStream.Subscribe(System.ActorOf(Props.Create(() => new Reading(logged))), typeof(Error));
        System.EventStream.SetLogLevel(LogLevel.ErrorLevel);
        var peer = await Serve(e => e.Map("GET", "/{name}", x => throw new InvalidOperationException($"no größer {x.Route["name"]}")));
        await peer.Send(Headers(1).Get("/a%0d%0a%1b%5b2J").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        Assert.Equal(@"The endpoint of GET /a%0d%0a%1b%5b2J failed: no größer a\x0d\x0a\x1b[2J", (await logged.Task.WaitAsync(Deadline)).Message.ToString());
    }

    [Fact]
    public async Task One_that_fails_after_an_await_is_answered_with_500_too()
    {
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            await Task.Yield();
            throw new InvalidOperationException("boom");
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        await peer.ExpectAlive();
    }

    /// <summary>Such as a client's, that an endpoint waited for too long: nobody but the endpoint knows of it, so its body is not whole.</summary>
    [Fact]
    public async Task One_that_is_cancelled_in_the_middle_of_its_body_resets_its_stream()
    {
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var writer = x.RespondStreaming();
            await writer.WriteAsync("some"u8.ToArray());
            await writer.WhenSentAsync();
            throw new OperationCanceledException();
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectHeaders(1);
        await peer.Expect(Data(1, "some"));
        await peer.ExpectStreamError(1, ErrorCode.InternalError);
    }

    [Fact]
    public async Task One_that_fails_in_the_middle_of_its_body_resets_its_stream()
    {
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var writer = x.RespondStreaming();
            await writer.WriteAsync("some"u8.ToArray());
            await writer.WhenSentAsync();
            throw new InvalidOperationException("boom");
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectHeaders(1);
        await peer.Expect(Data(1, "some"));
        await peer.ExpectStreamError(1, ErrorCode.InternalError);
    }

    [Fact]
    public async Task One_that_answers_nothing_is_answered_with_500()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => { }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
    }

    [Fact]
    public async Task A_response_that_may_not_stand_in_http2_is_answered_with_500()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond(Response.Text("x").With("connection", "close"))));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
    }

    /// <summary>More often than there are slots: each of them is free again.</summary>
    [Theory]
    [InlineData("/no-task")]
    [InlineData("/no-source")]
    [InlineData("/no-headers")]
    public async Task Whatever_an_endpoint_fails_with_its_request_is_answered_and_its_slot_is_free_again(string path)
    {
        var peer = await Serve(e => e
            .Map("GET", "/no-task", x => (Task)null!)
            .Map("GET", "/no-source", x => x.Respond(Response.Streamed(Unusable)))
            .Map("GET", "/no-headers", x => x.Respond(new Response(200, null!, default)))
            .Map("GET", "/", x => x.Respond("ok")));
        for (var id = 1; id < 500; id += 2)
        {
            await peer.Send(Headers(id).Get(path).EndStream());
            Assert.Equal(500, (await peer.ExpectResponse(id)).Status);
        }

        await peer.Send(Headers(501).Get("/").EndStream());
        Assert.Equal("ok", (await peer.ExpectResponse(501)).Text);
    }

    [Fact]
    public async Task After_a_hundred_failures_the_connection_serves_on()
    {
        var peer = await Serve(e => e.Map("GET", "/crash", x => throw new InvalidOperationException("boom")).Map("GET", "/", x => x.Respond("ok")));
        for (var id = 1; id <= 200; id += 2)
        {
            await peer.Send(Headers(id).Get("/crash").EndStream());
            Assert.Equal(500, (await peer.ExpectResponse(id)).Status);
        }

        await peer.Send(Headers(201).Get("/").EndStream());
        Assert.Equal("ok", (await peer.ExpectResponse(201)).Text);
    }

    private sealed class Reading : ReceiveActor
    {
        public Reading(TaskCompletionSource<Error> logged) => Receive<Error>(error => logged.TrySetResult(error));
    }
}
