using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class CancellationTestsOnSockets() : CancellationTests("sockets");

public sealed class CancellationTestsOnAkkaIo() : CancellationTests("akka-io");

public sealed class CancellationTestsOverTlsOnSockets() : CancellationTests("sockets", tls: true);

public sealed class CancellationTestsOverTlsOnAkkaIo() : CancellationTests("akka-io", tls: true);

public abstract class CancellationTests(string transport, bool tls = false) : ServerTest(transport, tls)
{
    protected override string Hocon => "akka.h2.max-concurrent-streams = 2";

    [Fact]
    public async Task A_reset_cancels_the_endpoint()
    {
        var (started, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            x.Aborted.Register(() => cancelled.SetResult());
            started.SetResult();
            await cancelled.Task;
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        await started.Task.WaitAsync(Deadline);
        await peer.Send(RstStream(1));
        await cancelled.Task.WaitAsync(Deadline);
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task A_reset_fails_the_body_that_is_being_read()
    {
        var failure = new TaskCompletionSource<Exception>();
        var peer = await Serve(e => e.Map("POST", "/", async x =>
        {
            try
            {
                await x.Request.Body.ReadToEndAsync(1000);
            }
            catch (StreamAbortedException cause)
            {
                failure.SetResult(cause);
            }
        }));
        await peer.Send(Headers(1).Post("/"), Data(1, "abc"), RstStream(1, ErrorCode.Cancel));
        Assert.Contains("CANCEL", (await failure.Task.WaitAsync(Deadline)).Message);
    }

    [Fact]
    public async Task A_lost_connection_wakes_a_writer_that_waits_for_the_window()
    {
        var (waiting, outcome) = (new TaskCompletionSource(), new TaskCompletionSource<FlushOutcome>());
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var writer = x.RespondStreaming();
            var write = writer.WriteAsync(new byte[10_000_000]);
            waiting.SetResult();
            await Assert.ThrowsAsync<StreamAbortedException>(async () => await write);
            outcome.SetResult(await writer.WhenSentAsync());
        }));
        peer.AutoCredit = false;
        await peer.Send(Headers(1).Get("/").EndStream());
        await waiting.Task.WaitAsync(Deadline);
        await peer.DisposeAsync();
        Assert.Equal(FlushOutcome.Closed, await outcome.Task.WaitAsync(Deadline));
    }

    [Fact]
    [Trait("RFC 9113", "5.1.2")]
    public async Task A_stream_above_the_limit_is_refused()
    {
        var release = new TaskCompletionSource();
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            await release.Task;
            x.Respond("done");
        }));
        await peer.Send(Headers(1).Get("/").EndStream(), Headers(3).Get("/").EndStream(), Headers(5).Get("/").EndStream());
        await peer.ExpectRstStream(5, ErrorCode.RefusedStream);

        release.SetResult();
        await peer.ExpectResponse(1);
        await peer.ExpectResponse(3);
    }

    [Fact]
    public async Task A_slot_is_held_until_the_work_ends_although_its_stream_was_reset()
    {
        var release = new TaskCompletionSource();
        var peer = await Serve(e => e
            .Map("GET", "/stubborn", async x => await release.Task)
            .Map("GET", "/", x => x.Respond("ok")));
        await peer.Send(Headers(1).Get("/stubborn").EndStream(), Headers(3).Get("/stubborn").EndStream());
        await peer.Send(RstStream(1), RstStream(3));
        await peer.Send(Headers(5).Get("/").EndStream());
        await peer.ExpectRstStream(5, ErrorCode.RefusedStream);

        release.SetResult();
        await AnsweredAgain(peer, 7);
    }

    // The work ends at some time after its release: until then the answer is REFUSED_STREAM, which says "try again".
    private static async Task AnsweredAgain(TestPeer peer, int stream)
    {
        for (; ; stream += 2)
        {
            await peer.Send(Headers(stream).Get("/").EndStream());
            var frame = await peer.Expect<Frame>(f => f.Stream.Value == stream && f is HeadersFrame or RstStreamFrame);
            if (frame is HeadersFrame)
                return;
            Assert.Equal(ErrorCode.RefusedStream, ((RstStreamFrame)frame).Code);
        }
    }
}
