using Akka.Streams.Dsl;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class StreamingTestsOnSockets() : StreamingTests("sockets");

public sealed class StreamingTestsOnAkkaIo() : StreamingTests("akka-io");

public sealed class StreamingTestsOverTlsOnSockets() : StreamingTests("sockets", tls: true);

public sealed class StreamingTestsOverTlsOnAkkaIo() : StreamingTests("akka-io", tls: true);

/// <summary>Bodies piece by piece: when the head leaves, what was announced, and other shapes of a body.</summary>
public abstract class StreamingTests(string transport, bool tls = false) : ServerTest(transport, tls)
{
    [Fact]
    public async Task The_head_waits_for_the_first_piece()
    {
        var (begun, write) = (new TaskCompletionSource(), new TaskCompletionSource());
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var body = x.RespondStreaming();
            begun.SetResult();
            await write.Task;
            await body.WriteAsync("abc"u8.ToArray());
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        await begun.Task.WaitAsync(Deadline);
        await peer.ExpectAlive();
        await peer.ExpectAlive(); // what had been ready when the first PING was answered would be here
        Assert.Empty(peer.Received.OfType<HeadersFrame>());

        write.SetResult();
        Assert.Equal("abc", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task A_flush_sends_the_head_alone()
    {
        var (flushed, write) = (new TaskCompletionSource<FlushOutcome>(), new TaskCompletionSource());
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var body = x.RespondStreaming();
            flushed.SetResult(await body.WhenSentAsync());
            await write.Task;
            await body.WriteAsync("abc"u8.ToArray());
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.False((await peer.ExpectHeaders(1)).EndStream);
        Assert.Equal(FlushOutcome.Written, await flushed.Task.WaitAsync(Deadline));
        write.SetResult();
        Assert.Equal("abc"u8.ToArray(), await peer.ExpectRest(1));
    }

    [Fact]
    public async Task A_flush_behind_an_empty_body_is_done_too()
    {
        var flushed = new TaskCompletionSource<FlushOutcome>();
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var body = x.RespondStreaming();
            body.Complete();
            flushed.SetResult(await body.WhenSentAsync());
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.True((await peer.ExpectHeaders(1)).EndStream);
        Assert.Equal(FlushOutcome.Written, await flushed.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task An_endpoint_that_fails_before_its_first_piece_is_answered_with_500()
    {
        var peer = await Serve(e => e.Map("GET", "/", x =>
        {
            x.RespondStreaming();
            throw new InvalidOperationException("boom");
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
    }

    [Theory]
    [Trait("RFC 9113", "8.1.1")]
    [InlineData("4")]
    [InlineData("2")]
    public async Task A_body_that_is_not_as_long_as_announced_resets_its_stream(string announced)
    {
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var body = x.RespondStreaming(headers: global::AkkaH2.Headers.Of(("content-length", announced)));
            await body.WhenSentAsync();
            await body.WriteAsync("abc"u8.ToArray());
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(announced, (await peer.ExpectHeaders(1))["content-length"]);
        await peer.ExpectStreamError(1, ErrorCode.InternalError);
    }

    [Theory]
    [Trait("RFC 9113", "8.1.1")]
    [InlineData("4")]
    [InlineData("2")]
    public async Task So_does_one_whose_length_middleware_has_announced(string announced)
    {
        var peer = await Serve(e => e
            .Use((x, next) =>
            {
                x.OnResponding(response => response.With("content-length", announced));
                return next(x);
            })
            .Map("GET", "/", async x =>
            {
                var body = x.RespondStreaming();
                await body.WhenSentAsync();
                await body.WriteAsync("abc"u8.ToArray());
            }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(announced, (await peer.ExpectHeaders(1))["content-length"]);
        await peer.ExpectStreamError(1, ErrorCode.InternalError);
    }

    [Fact]
    public async Task A_request_body_can_be_read_as_a_stream()
    {
        var peer = await Serve(e => e.Map("POST", "/", async x =>
        {
            using var text = new StreamReader(x.Request.Body.AsStream());
            x.Respond(await text.ReadToEndAsync());
        }));
        await peer.Send(Headers(1).Post("/"), Data(1, "abc"), Data(1), Data(1, "def").EndStream());
        Assert.Equal("abcdef", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task One_can_be_read_as_a_stream_by_who_blocks()
    {
        var peer = await Serve(e => e.Map("POST", "/", x => x.Respond(new StreamReader(x.Request.Body.AsStream()).ReadToEnd())));
        await peer.Send(Headers(1).Post("/"));
        await peer.ExpectAlive();
        await peer.Send(Data(1, "abc"), Data(1, "def").EndStream());
        Assert.Equal("abcdef", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task A_response_body_can_be_written_as_a_stream_with_a_buffer_that_is_used_again()
    {
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            await using var body = x.RespondStreaming().AsStream();
            var buffer = new byte[1];
            for (var letter = (byte)'a'; letter <= (byte)'e'; letter++)
            {
                buffer[0] = letter;
                await body.WriteAsync(buffer);
            }

            await body.FlushAsync();
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("abcde", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task A_flow_answers_each_request_on_its_own()
    {
        var peer = await Serve(e => e.MapFlow("POST", "/", Flow.Create<Request>().SelectAsync(1, async request =>
            Response.Text($"{(await request.Body.ReadToEndAsync(100)).Length}"))));
        await peer.Send(Headers(1).Post("/"), Headers(3).Post("/"), Data(3, "abc").EndStream());
        Assert.Equal("3", (await peer.ExpectResponse(3)).Text);
        await peer.Send(Data(1, "ab").EndStream());
        Assert.Equal("2", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task A_flow_that_fails_is_answered_with_500()
    {
        var peer = await Serve(e => e.MapFlow("/", Flow.Create<Request>().Select<Request, Request, Response, Akka.NotUsed>(_ => throw new InvalidOperationException("boom"))));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        await peer.ExpectAlive();
    }
}
