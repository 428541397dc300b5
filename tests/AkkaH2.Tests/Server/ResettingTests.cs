using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>Endpoints that end their streams with a code of their choice.</summary>
public sealed class ResettingTests : ServerTest
{
    [Fact]
    [Trait("RFC 9113", "6.4")]
    public async Task A_reset_takes_the_place_of_a_response()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Reset(ErrorCode.EnhanceYourCalm)));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.EnhanceYourCalm);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(ErrorCode.Cancel)]
    public async Task A_body_that_is_given_up_is_reset(ErrorCode? code)
    {
        var later = new TaskCompletionSource<Exception?>();
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var body = x.RespondStreaming();
            await body.WriteAsync("abc"u8.ToArray());
            await body.FlushAsync();
            if (code is { } chosen)
                body.Fail(chosen);
            else
                body.Fail();
            later.SetResult(await Record.ExceptionAsync(() => body.WriteAsync("more"u8.ToArray()).AsTask()));
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectHeaders(1);
        await peer.Expect(Data(1, "abc"));
        await peer.ExpectStreamError(1, code ?? ErrorCode.InternalError);
        Assert.Contains((code ?? ErrorCode.InternalError).Name(), Assert.IsType<StreamAbortedException>(await later.Task.WaitAsync(Deadline)).Message);
    }

    [Fact]
    public async Task A_reset_ends_the_request_for_who_reads_it_and_for_who_waits()
    {
        var seen = new TaskCompletionSource<(Exception?, bool)>();
        var peer = await Serve(e => e.Map("POST", "/", async x =>
        {
            var read = x.Request.Body.ReadAsync().AsTask();
            x.Reset(ErrorCode.Cancel);
            seen.SetResult((await Record.ExceptionAsync(() => read), x.Aborted.IsCancellationRequested));
        }));
        await peer.Send(Headers(1).Post("/"));
        await peer.ExpectStreamError(1, ErrorCode.Cancel);
        var (failure, cancelled) = await seen.Task.WaitAsync(Deadline);
        Assert.IsType<StreamAbortedException>(failure);
        Assert.True(cancelled);
    }

    [Fact]
    public async Task What_the_peer_reset_is_not_read_any_further()
    {
        var (reset, failure) = (new TaskCompletionSource(), new TaskCompletionSource<Exception?>());
        var peer = await Serve(e => e.Map("POST", "/", async x =>
        {
            x.Aborted.Register(reset.SetResult);
            await reset.Task;
            failure.SetResult(await Record.ExceptionAsync(() => x.Request.Body.ReadAsync().AsTask()));
        }));
        await peer.Send(Headers(1).Post("/"), Data(1, "never mind"));
        await peer.ExpectAlive();
        await peer.Send(RstStream(1));
        Assert.IsType<StreamAbortedException>(await failure.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task Work_that_goes_on_after_its_answer_is_told_of_a_lost_connection()
    {
        var (working, told) = (new TaskCompletionSource(), new TaskCompletionSource());
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            x.Aborted.Register(told.SetResult);
            x.Respond("answered");
            await Task.Yield();
            working.SetResult();
            await told.Task;
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectResponse(1);
        await working.Task.WaitAsync(Deadline);
        await peer.DisposeAsync();
        await told.Task.WaitAsync(Deadline);
    }
}
