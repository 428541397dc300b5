using System.Buffers;
using System.IO.Pipelines;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>A response's body is a <see cref="PipeWriter"/>, and any pipe or stream can be one's body.</summary>
public sealed class PipeWritingTests : ServerTest
{
    [Fact]
    public async Task What_is_written_into_its_memory_goes_out_with_a_flush_or_the_end()
    {
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            PipeWriter body = x.RespondStreaming();
            "abc"u8.CopyTo(body.GetSpan(3));
            body.Advance(3);
            "def"u8.CopyTo(body.GetSpan(3));
            body.Advance(3);
            Assert.Equal(6, body.UnflushedBytes);
            Assert.False((await body.FlushAsync()).IsCompleted);
            Assert.Equal(0, body.UnflushedBytes);
            body.Write("ghi"u8);
            await body.CompleteAsync();
            Assert.True((await body.FlushAsync()).IsCompleted);
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("abcdefghi", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task Many_small_pieces_are_gathered_in_few_frames()
    {
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var body = x.RespondStreaming();
            for (var n = 0; n < 10_000; n++)
                body.Write("x"u8);
            await body.FlushAsync();
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(10_000, (await peer.ExpectResponse(1)).Body.Length);
        Assert.InRange(peer.Received.OfType<DataFrame>().Count(), 1, 6);
    }

    [Fact]
    public async Task A_flush_waits_for_room_and_one_that_is_given_up_loses_nothing()
    {
        var cancelled = new TaskCompletionSource<(Exception? ByToken, FlushResult ByCall)>();
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var body = x.RespondStreaming();
            using var giveUp = new CancellationTokenSource();
            body.Write(new byte[600_000]);
            var flush = body.FlushAsync(giveUp.Token).AsTask();
            Assert.False(flush.IsCompleted);
            await giveUp.CancelAsync();
            var byToken = await Record.ExceptionAsync(() => flush);
            var second = body.WriteAsync("end"u8.ToArray()).AsTask();
            body.CancelPendingFlush();
            cancelled.SetResult((byToken, await second));
        }));
        peer.AutoCredit = false;
        await peer.Send(Headers(1).Get("/").EndStream());
        var seen = await cancelled.Task.WaitAsync(Deadline);
        Assert.IsAssignableFrom<OperationCanceledException>(seen.ByToken);
        Assert.Equal((true, false), (seen.ByCall.IsCanceled, seen.ByCall.IsCompleted));

        await peer.Send(WindowUpdate(0, 1_000_000), WindowUpdate(1, 1_000_000));
        var response = await peer.ExpectResponse(1);
        Assert.Equal((600_003, (byte)'d'), (response.Body.Length, response.Body[^1]));
    }

    [Fact]
    public async Task A_flush_that_is_cancelled_before_it_waits_says_so_once()
    {
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var body = x.RespondStreaming();
            body.CancelPendingFlush();
            Assert.True((await body.WriteAsync("a"u8.ToArray())).IsCanceled);
            Assert.False((await body.WriteAsync("b"u8.ToArray())).IsCanceled);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => body.WriteAsync("c"u8.ToArray(), new CancellationToken(canceled: true)).AsTask());
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("ab", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    [Trait("RFC 9113", "8.1")]
    public async Task Completing_it_with_an_exception_resets_the_stream()
    {
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var body = x.RespondStreaming();
            await body.WriteAsync("abc"u8.ToArray());
            await body.WhenSentAsync();
            body.Complete(new InvalidOperationException("half of it is missing"));
            body.Complete(new InvalidOperationException("and again"));
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectHeaders(1);
        await peer.Expect(Data(1, "abc"));
        await peer.ExpectStreamError(1, ErrorCode.InternalError);
    }

    [Fact]
    public async Task Nothing_is_written_after_its_end()
    {
        var failures = new TaskCompletionSource<(Exception? Memory, Exception? Write, Exception? Again)>();
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var body = x.RespondStreaming();
            body.Complete();
            failures.SetResult((Record.Exception(() => body.GetMemory()), await Record.ExceptionAsync(() => body.WriteAsync(new byte[1]).AsTask()), Record.Exception(() => body.Complete())));
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Empty((await peer.ExpectResponse(1)).Body);
        var seen = await failures.Task.WaitAsync(Deadline);
        Assert.IsType<InvalidOperationException>(seen.Memory);
        Assert.IsType<InvalidOperationException>(seen.Write);
        Assert.Null(seen.Again);
    }

    [Fact]
    public async Task Nothing_is_written_after_a_reset_not_even_into_memory_that_was_asked_for()
    {
        var (reset, failures) = (new TaskCompletionSource(), new TaskCompletionSource<(Exception? Flush, Exception? Memory, Exception? Write)>());
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            x.Aborted.Register(() => reset.TrySetResult());
            var body = x.RespondStreaming();
            await body.FlushAsync();
            var memory = body.GetMemory(100);
            await reset.Task;
            memory.Span.Fill(1);
            body.Advance(100);
            var flush = await Record.ExceptionAsync(() => body.FlushAsync().AsTask());
            body.Complete();
            failures.SetResult((flush, Record.Exception(() => body.GetMemory()), await Record.ExceptionAsync(() => body.WriteAsync(new byte[1]).AsTask())));
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectHeaders(1);
        await peer.Send(RstStream(1));
        var seen = await failures.Task.WaitAsync(Deadline);
        Assert.All([seen.Flush, seen.Memory, seen.Write], failure => Assert.IsType<StreamAbortedException>(failure));
        await peer.ExpectAlive();
    }

    [Theory]
    [InlineData("/stream")]
    [InlineData("/reader")]
    [InlineData("/copied")]
    public async Task Streams_and_readers_can_be_bodies(string path)
    {
        var octets = new byte[300_000];
        new Random(1).NextBytes(octets);
        var peer = await Serve(e => e
            .Map("GET", "/stream", x => x.Respond(new Response(200, AkkaH2.Headers.Empty, ResponseBody.From(new MemoryStream(octets)))))
            .Map("GET", "/reader", x => x.Respond(new Response(200, AkkaH2.Headers.Empty, ResponseBody.From(PipeReader.Create(new ReadOnlySequence<byte>(octets))))))
            .Map("GET", "/copied", async x => await new MemoryStream(octets).CopyToAsync((PipeWriter)x.RespondStreaming())));
        await peer.Send(Headers(1).Get(path).EndStream());
        Assert.Equal(octets, (await peer.ExpectResponse(1)).Body);
    }

    [Fact]
    public async Task A_stream_that_fails_resets_the_response_and_one_that_nobody_wants_is_disposed()
    {
        var wasted = new MemoryStream();
        var peer = await Serve(e => e
            .Map("GET", "/", x => x.Respond(new Response(200, AkkaH2.Headers.Empty, ResponseBody.From(new Broken()))))
            .Map("GET", "/head", x => x.Respond(new Response(200, AkkaH2.Headers.Empty, ResponseBody.From(wasted)))));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectRstStream(1, ErrorCode.InternalError);
        await peer.Send(Headers(3).Head("/head").EndStream());
        await peer.ExpectHeaders(3);
        await peer.ExpectAlive();
        Assert.False(wasted.CanRead);
    }

    [Fact]
    public async Task A_request_is_echoed_from_pipe_to_pipe()
    {
        var peer = await Serve(e => e.Map("POST", "/", async x => await x.Request.Body.CopyToAsync((PipeWriter)x.RespondStreaming())));
        await peer.Send(Headers(1).Post("/"), Data(1, "abc"), Data(1, "def").EndStream());
        Assert.Equal("abcdef", (await peer.ExpectResponse(1)).Text);
    }

    private sealed class Broken : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("the disk is gone");
    }
}
