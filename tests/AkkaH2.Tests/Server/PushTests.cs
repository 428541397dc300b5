using AkkaH2.Endpoints;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class PushTestsOnSockets() : PushTests("sockets");

public sealed class PushTestsOnAkkaIo() : PushTests("akka-io");

public sealed class PushTestsOverTlsOnSockets() : PushTests("sockets", tls: true);

public sealed class PushTestsOverTlsOnAkkaIo() : PushTests("akka-io", tls: true);

[Trait("RFC 9113", "8.4")]
public abstract class PushTests(string transport, bool tls = false) : ServerTest(transport, tls)
{
    protected override string Hocon => "akka.h2 { server-push = on, max-pushed-streams = 3, reset-burst = 10, resets-per-second = 0 }";

    [Fact]
    [Trait("RFC 9113", "8.4.1")]
    public async Task A_promise_comes_before_the_response_that_refers_to_it_and_is_answered_by_its_route()
    {
        var peer = await Serve(e => e
            .Map("GET", "/page", x =>
            {
                x.PushAsync("/style/1", AkkaH2.Headers.Of(("accept", "text/css")));
                x.PushAsync("/style/2", method: "HEAD");
                x.Respond("page");
            })
            .Map("GET", "/style/{n}", x => x.Respond($"{x.Request.Method} {x.Route["n"]} {x.Request.Authority} {x.Request.Headers["accept"]}")));
        await peer.Send(Headers(1).Get("/page").EndStream());

        var (first, request) = await peer.ExpectPushPromise(1);
        Assert.Equal((2, "GET", "http", "localhost", "/style/1"), (first, request[":method"], request[":scheme"], request[":authority"], request[":path"]));
        var (second, _) = await peer.ExpectPushPromise(1);
        Assert.Equal(4, second);
        Assert.Equal("page", (await peer.ExpectResponse(1)).Text);
        Assert.Equal("GET 1 localhost text/css", (await peer.ExpectResponse(2)).Text);
        var head = await peer.ExpectResponse(4);
        Assert.Equal((200, "", "17"), (head.Status, head.Text, head["content-length"]));
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task A_client_that_disabled_push_gets_none()
    {
        var peer = await ConnectRaw(await Bind(MapPage));
        await peer.Handshake((SettingId.EnablePush, 0));
        Assert.Equal("Disabled", await AskPage(peer, 1));
        Assert.Empty(peer.Received.OfType<PushPromiseFrame>());
    }

    [Fact]
    public async Task A_client_can_disable_it_later()
    {
        var peer = await Serve(MapPage);
        Assert.Equal("Pushed", await AskPage(peer, 1));
        await peer.Send(Settings((SettingId.EnablePush, 0)));
        await peer.ExpectSettingsAck();
        Assert.Equal("Disabled", await AskPage(peer, 3));
    }

    [Fact]
    public async Task A_pushed_stream_cannot_push()
    {
        var outcome = new TaskCompletionSource<PushOutcome>();
        var peer = await Serve(e => e
            .Map("GET", "/page", Page)
            .Map("GET", "/pushed", async x =>
            {
                outcome.SetResult(await x.PushAsync("/more"));
                x.Respond("pushed");
            }));
        await AskPage(peer, 1);
        Assert.Equal("pushed", (await peer.ExpectResponse(2)).Text);
        Assert.Equal(PushOutcome.StreamCannotPush, await outcome.Task);
    }

    [Fact]
    public async Task Nothing_is_pushed_once_the_response_is_complete()
    {
        var outcome = new TaskCompletionSource<PushOutcome>();
        var peer = await Serve(e => e.Map("GET", "/page", async x =>
        {
            x.RespondStreaming().Complete();
            outcome.SetResult(await x.PushAsync("/pushed"));
        }));
        await peer.Send(Headers(1).Get("/page").EndStream());
        await peer.ExpectResponse(1);
        Assert.Equal(PushOutcome.StreamCannotPush, await outcome.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task Nothing_is_pushed_on_a_stream_that_was_reset()
    {
        var outcome = new TaskCompletionSource<PushOutcome>();
        var peer = await Serve(e => e.Map("GET", "/page", async x =>
        {
            await Cancelled(x.Aborted);
            outcome.SetResult(await x.PushAsync("/pushed"));
        }));
        await peer.Send(Headers(1).Get("/page").EndStream(), RstStream(1));
        Assert.Equal(PushOutcome.StreamCannotPush, await outcome.Task.WaitAsync(Deadline));
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task What_may_not_be_promised_fails_its_endpoint_alone()
    {
        var peer = await Serve(e => e.Map("GET", "/page", x => x.PushAsync("/pushed", method: "POST")));
        await peer.Send(Headers(1).Get("/page").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        await peer.ExpectAlive();
    }

    [Fact]
    [Trait("RFC 9113", "5.1.2")]
    public async Task The_peer_says_how_many_are_open_and_the_others_wait_without_a_call_of_their_endpoint()
    {
        var called = 0;
        var release = new SemaphoreSlim(0);
        var peer = await ConnectRaw(await Bind(e => e.Map("GET", "/page", Page).Map("GET", "/pushed", async x =>
        {
            Interlocked.Increment(ref called);
            await release.WaitAsync(x.Aborted);
            x.Respond("pushed");
        })));
        await peer.Handshake((SettingId.MaxConcurrentStreams, 1));
        Assert.Equal("Pushed", await AskPage(peer, 1));
        Assert.Equal("Pushed", await AskPage(peer, 3));
        await peer.ExpectAlive();
        Assert.Equal(1, Volatile.Read(ref called));

        release.Release(2);
        Assert.Equal("pushed", (await peer.ExpectResponse(2)).Text);
        Assert.Equal("pushed", (await peer.ExpectResponse(4)).Text);
    }

    [Fact]
    [Trait("RFC 9113", "5.1.2")]
    public async Task A_limit_that_was_lowered_holds_back_a_response_until_there_is_a_place()
    {
        var release = new TaskCompletionSource();
        var peer = await Serve(e => e.Map("GET", "/page", Page).Map("GET", "/pushed", async x =>
        {
            await release.Task;
            x.Respond("pushed");
        }));
        await AskPage(peer, 1);
        await peer.Send(Settings((SettingId.MaxConcurrentStreams, 0)));
        await peer.ExpectSettingsAck();
        release.SetResult();
        Assert.Equal("LimitReached", await AskPage(peer, 3));
        Assert.DoesNotContain(peer.Received, frame => frame is HeadersFrame && frame.Stream.Value == 2);

        await peer.Send(Settings((SettingId.MaxConcurrentStreams, 1)));
        Assert.Equal("pushed", (await peer.ExpectResponse(2)).Text);
    }

    [Fact]
    [Trait("RFC 9113", "5.1.2")]
    public async Task What_a_lowered_limit_held_back_goes_out_when_another_push_has_ended()
    {
        var (end, begin, responded) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var peer = await Serve(e => e
            .Map("GET", "/page/{n}", async x => x.Respond($"{await x.PushAsync($"/pushed/{x.Route["n"]}")}"))
            .Map("GET", "/pushed/1", async x =>
            {
                var writer = x.RespondStreaming();
                await writer.FlushAsync();
                await end.Task;
                writer.Complete();
            })
            .Map("GET", "/pushed/2", async x =>
            {
                await begin.Task;
                x.Respond("held");
                responded.SetResult();
            }));
        await peer.Send(Headers(1).Get("/page/1").EndStream());
        await peer.ExpectHeaders(2);
        await peer.Send(Headers(3).Get("/page/2").EndStream());
        await peer.ExpectPushPromise(3);
        await peer.Send(Settings((SettingId.MaxConcurrentStreams, 1)));
        await peer.ExpectSettingsAck();
        begin.SetResult();
        await responded.Task.WaitAsync(Deadline);
        await peer.ExpectAlive();
        Assert.DoesNotContain(peer.Received, frame => frame is HeadersFrame && frame.Stream.Value == 4);

        end.SetResult();
        Assert.Empty(await peer.ExpectRest(2));
        Assert.Equal("held", (await peer.ExpectResponse(4)).Text);
    }

    [Fact]
    public async Task Promises_are_bounded()
    {
        var peer = await Serve(e => e.Map("GET", "/page", Page).Map("GET", "/pushed", x => Cancelled(x.Aborted)));
        for (var stream = 1; stream <= 5; stream += 2)
            Assert.Equal("Pushed", await AskPage(peer, stream));
        Assert.Equal("LimitReached", await AskPage(peer, 7));

        await peer.Send(RstStream(2, ErrorCode.RefusedStream));
        Assert.Equal("Pushed", await AskPage(peer, 9));
    }

    [Fact]
    [Trait("RFC 9113", "8.4.2")]
    public async Task A_client_that_cancels_a_push_cancels_its_endpoint()
    {
        var cancelled = new TaskCompletionSource();
        var peer = await Serve(e => e.Map("GET", "/page", Page).Map("GET", "/pushed", async x =>
        {
            await Cancelled(x.Aborted);
            cancelled.SetResult();
        }));
        await AskPage(peer, 1);
        await peer.Send(RstStream(2, ErrorCode.Cancel));
        await cancelled.Task.WaitAsync(Deadline);
        await peer.ExpectAlive();
    }

    [Fact]
    [Trait("RFC 9113", "8.4.2")]
    public async Task Pushes_that_are_refused_are_no_attack()
    {
        var peer = await Serve(MapPage);
        for (var i = 0; i < 20; i++) // more than reset-burst
        {
            await AskPage(peer, 1 + (2 * i));
            await peer.Send(RstStream(2 + (2 * i), ErrorCode.RefusedStream));
        }

        await peer.ExpectAlive();
    }

    [Fact]
    [Trait("RFC 9113", "5.1.2")]
    public async Task Pushed_streams_take_no_place_of_the_clients_own()
    {
        var peer = await Serve(e => e.Map("GET", "/page", Page).Map("GET", "/pushed", x => Cancelled(x.Aborted)).Map("GET", "/slow", x => Cancelled(x.Aborted)));
        await AskPage(peer, 1);
        await peer.Send([.. Enumerable.Range(1, 100).Select(n => (FrameScript)Headers(1 + (2 * n)).Get("/slow").EndStream())]);
        await peer.ExpectAlive();
        Assert.Empty(peer.Received.OfType<RstStreamFrame>());
        await peer.Send(Headers(203).Get("/slow").EndStream());
        await peer.ExpectRstStream(203, ErrorCode.RefusedStream);
    }

    [Theory]
    [Trait("RFC 9113", "5.1")]
    [InlineData("HEADERS")]
    [InlineData("DATA")]
    public async Task What_a_client_may_not_send_on_a_reserved_stream_is_a_connection_error(string frame)
    {
        var peer = await Serve(e => e.Map("GET", "/page", Page).Map("GET", "/pushed", x => Cancelled(x.Aborted)));
        await AskPage(peer, 1);
        await peer.Send(frame == "DATA" ? Data(2, "x") : Headers(2).Get("/"));
        await peer.ExpectGoAwayCode(ErrorCode.ProtocolError);
        await peer.ExpectClosed();
    }

    [Fact]
    [Trait("RFC 9113", "5.1")]
    public async Task WINDOW_UPDATE_and_PRIORITY_on_a_reserved_stream_are_legal()
    {
        var release = new TaskCompletionSource();
        var peer = await ConnectRaw(await Bind(e => e.Map("GET", "/page", Page).Map("GET", "/pushed", async x =>
        {
            await release.Task;
            x.Respond(new byte[10]);
        })));
        peer.AutoCredit = false;
        await peer.Handshake((SettingId.InitialWindowSize, 0));
        await peer.Send(Headers(1).Get("/page").EndStream());
        await peer.ExpectPushPromise(1);
        await peer.Send(Priority(2, dependency: 0), WindowUpdate(2, 10));
        await peer.ExpectAlive();
        release.SetResult();
        Assert.Equal(10, (await peer.ExpectResponse(2)).Body.Length);
    }

    [Theory]
    [Trait("RFC 9113", "5.1")]
    [InlineData("WINDOW_UPDATE")]
    [InlineData("RST_STREAM")]
    public async Task Frames_on_a_stream_of_ours_that_is_idle_are_a_connection_error_and_on_a_closed_one_ignored(string frame)
    {
        var peer = await Serve(MapPage);
        await AskPage(peer, 1);
        await peer.ExpectResponse(2);
        await peer.Send(frame == "RST_STREAM" ? RstStream(2) : WindowUpdate(2, 1));
        await peer.ExpectAlive();

        await peer.Send(frame == "RST_STREAM" ? RstStream(4) : WindowUpdate(4, 1));
        await peer.ExpectGoAwayCode(ErrorCode.ProtocolError);
        await peer.ExpectClosed();
    }

    [Fact]
    [Trait("RFC 9113", "6.8")]
    public async Task Nothing_is_pushed_after_GOAWAY()
    {
        var (started, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var server = await Bind(e => e.Map("GET", "/page", async x =>
        {
            started.SetResult();
            await release.Task;
            await Page(x);
        }));
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/page").EndStream());
        await started.Task.WaitAsync(Deadline);
        var terminated = server.TerminateAsync(Deadline);
        await peer.ExpectGoAwayCode(ErrorCode.NoError);
        release.SetResult();
        Assert.Equal("GoingAway", (await peer.ExpectResponse(1)).Text);
        await peer.DisposeAsync();
        await terminated;
    }

    [Fact]
    [Trait("RFC 9113", "6.8")]
    public async Task A_client_that_leaves_without_taking_a_push_cancels_it()
    {
        var cancelled = new TaskCompletionSource();
        var peer = await Serve(e => e.Map("GET", "/page", Page).Map("GET", "/pushed", async x =>
        {
            await Cancelled(x.Aborted);
            cancelled.SetResult();
        }));
        await AskPage(peer, 1);
        await peer.Send(GoAway(0));
        await cancelled.Task.WaitAsync(Deadline);
        await peer.ExpectClosed();
    }

    [Fact]
    public async Task A_promise_too_long_for_one_frame_goes_on_in_CONTINUATION()
    {
        var peer = await Serve(e => e
            .Map("GET", "/page", x =>
            {
                x.PushAsync("/pushed", AkkaH2.Headers.Of(("x-long", new string('~', 20_000))));
                x.Respond("page");
            })
            .Map("GET", "/pushed", x => x.Respond($"{x.Request.Headers["x-long"]!.Length}")));
        await peer.Send(Headers(1).Get("/page").EndStream());
        var (_, request) = await peer.ExpectPushPromise(1);
        Assert.Equal(20_000, request["x-long"]!.Length);
        Assert.Equal("20000", (await peer.ExpectResponse(2)).Text);
    }

    private static void MapPage(EndpointBuilder endpoints) => endpoints.Map("GET", "/page", Page).Map("GET", "/pushed", x => x.Respond("pushed"));

    private static async Task Page(Exchange x) => x.Respond($"{await x.PushAsync("/pushed")}");

    /// <summary>Asks for the page, which answers what became of its push.</summary>
    private static async Task<string> AskPage(TestPeer peer, int stream)
    {
        await peer.Send(Headers(stream).Get("/page").EndStream());
        var head = await peer.Expect<Frame>(frame => frame.Stream.Value == stream && frame is HeadersFrame or PushPromiseFrame);
        return head is PushPromiseFrame ? (await peer.ExpectResponse(stream)).Text : (await peer.ExpectData(stream)).Data.ToArray() is var text ? global::System.Text.Encoding.UTF8.GetString(text) : "";
    }

    private static async Task Cancelled(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource();
        await using var registration = token.Register(cancelled.SetResult);
        await cancelled.Task;
    }
}
