using Akka.Actor;
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
            await body.WhenSentAsync();
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
    [Trait("RFC 9113", "8.1")]
    public async Task A_reset_behind_a_response_waits_until_it_has_gone_out()
    {
        var flushed = new TaskCompletionSource<FlushOutcome>();
        var peer = await Serve(e => e.Map("POST", "/", async x =>
        {
            var body = x.RespondStreaming();
            await body.WriteAsync(new byte[60_000]);
            await body.WriteAsync(new byte[5_000]);
            var flush = body.WhenSentAsync();
            body.Complete(AkkaH2.Headers.Of(("grpc-status", "4")));
            x.Reset(ErrorCode.Cancel);
            flushed.SetResult(await flush);
        }));
        peer.AutoCredit = false;
        await peer.Send(Settings((SettingId.InitialWindowSize, 10)));
        await peer.Send(Headers(1).Post("/")); // a client that goes on sending
        await peer.ExpectHeaders(1);
        Assert.Equal(10, (await peer.ExpectData(1)).Data.Length);
        Assert.False(flushed.Task.IsCompleted);

        await peer.Send(WindowUpdate(1, 65_000));
        for (var left = 65_000 - 10; left > 0;)
            left -= (await peer.ExpectData(1)).Data.Length;
        Assert.Equal("4", (await peer.ExpectHeaders(1))["grpc-status"]);
        await peer.ExpectStreamError(1, ErrorCode.Cancel);
        Assert.Equal(FlushOutcome.Written, await flushed.Task.WaitAsync(Deadline));
    }

    [Fact]
    [Trait("RFC 9113", "8.1")]
    public async Task A_reset_behind_a_whole_response_waits_too_and_ends_the_request()
    {
        var read = new TaskCompletionSource<Exception?>();
        var peer = await Serve(e => e.Map("POST", "/", async x =>
        {
            x.Respond("whole");
            x.Reset(ErrorCode.NoError);
            read.SetResult(await Record.ExceptionAsync(() => x.Request.Body.ReadAsync().AsTask()));
        }));
        await peer.Send(Headers(1).Post("/"));
        Assert.Equal("whole", (await peer.ExpectResponse(1)).Text);
        await peer.ExpectStreamError(1, ErrorCode.NoError);
        Assert.Null(Assert.IsType<StreamAbortedException>(await read.Task.WaitAsync(Deadline)).PeerReset);
    }

    [Fact]
    public async Task A_client_that_has_sent_its_request_sees_no_reset_behind_a_whole_response()
    {
        var peer = await Serve(e => e.Map("GET", "/", x =>
        {
            x.Respond("whole");
            x.Reset(ErrorCode.Cancel);
        }));
        await peer.Send(Headers(1).Get("/").EndStream(), Headers(3).Get("/").EndStream());
        Assert.Equal("whole", (await peer.ExpectResponse(1)).Text);
        Assert.Equal("whole", (await peer.ExpectResponse(3)).Text);
        await peer.ExpectAlive();
    }

    [Fact]
    [Trait("RFC 9113", "6.4")]
    public async Task The_code_of_the_peers_reset_is_known_to_the_endpoint_its_reader_and_its_writer()
    {
        var (started, reset, seen) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource<ErrorCode?[]>());
        var peer = await Serve(e => e.Map("POST", "/", async x =>
        {
            x.Aborted.Register(reset.SetResult);
            started.SetResult();
            await reset.Task;
            var read = await Assert.ThrowsAsync<StreamAbortedException>(() => x.Request.Body.ReadAsync().AsTask());
            var write = await Assert.ThrowsAsync<StreamAbortedException>(() => x.RespondStreaming().WriteAsync(new byte[1]).AsTask());
            seen.SetResult([x.PeerReset, read.PeerReset, write.PeerReset]);
        }));
        await peer.Send(Headers(1).Post("/"));
        await started.Task.WaitAsync(Deadline);
        await peer.Send(RstStream(1, ErrorCode.ConnectError));
        Assert.Equal([ErrorCode.ConnectError, ErrorCode.ConnectError, ErrorCode.ConnectError], await seen.Task.WaitAsync(Deadline));
    }

    [Fact]
    [Trait("RFC 9113", "6.4")]
    public async Task An_actor_reads_the_code_of_the_peers_reset_from_its_request()
    {
        var (asked, told) = (new TaskCompletionSource<Request>(), new TaskCompletionSource<ErrorCode?>());
        var actor = System.ActorOf(Props.Create(() => new Watcher(asked, told)));
        var peer = await Serve(e => e.MapActor("/", actor));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Null((await asked.Task.WaitAsync(Deadline)).PeerReset);
        await peer.Send(RstStream(1, ErrorCode.EnhanceYourCalm));
        Assert.Equal(ErrorCode.EnhanceYourCalm, await told.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task Where_the_connection_is_lost_there_is_no_code()
    {
        var (started, seen) = (new TaskCompletionSource(), new TaskCompletionSource<(ErrorCode?, ErrorCode?)>());
        var peer = await Serve(e => e.Map("POST", "/", async x =>
        {
            var read = x.Request.Body.ReadAsync().AsTask();
            started.SetResult();
            var failure = await Assert.ThrowsAsync<StreamAbortedException>(() => read);
            seen.SetResult((x.PeerReset, failure.PeerReset));
        }));
        await peer.Send(Headers(1).Post("/"));
        await started.Task.WaitAsync(Deadline);
        await peer.DisposeAsync();
        Assert.Equal((null, null), await seen.Task.WaitAsync(Deadline));
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

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(TaskCompletionSource<Request> asked, TaskCompletionSource<ErrorCode?> told)
        {
            Receive<Request>(request =>
            {
                Context.Watch(Sender);
                asked.SetResult(request);
            });
            Receive<Terminated>(_ => told.SetResult(asked.Task.Result.PeerReset));
        }
    }
}
