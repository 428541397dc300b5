using Akka.Actor;
using AkkaH2.Endpoints;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class BodyLimitTestsOnSockets() : BodyLimitTests("sockets");

public sealed class BodyLimitTestsOnAkkaIo() : BodyLimitTests("akka-io");

public sealed class BodyLimitTestsOverTlsOnSockets() : BodyLimitTests("sockets", tls: true);

public sealed class BodyLimitTestsOverTlsOnAkkaIo() : BodyLimitTests("akka-io", tls: true);

/// <summary><c>akka.h2.max-request-body-size</c>, and routes that have their own.</summary>
public abstract class BodyLimitTests(string transport, bool tls = false) : ServerTest(transport, tls)
{
    // A StreamActor whose work has ended is gone: what is left can be counted.
    protected override string Hocon => "akka.h2 { max-request-body-size = 10, idle-stream-actors = 0 }";

    [Fact]
    [Trait("RFC 9110", "15.5.14")]
    public async Task An_announced_length_above_the_limit_is_413_and_never_reaches_the_endpoint()
    {
        var called = false;
        var peer = await Serve(e => e.Map("POST", "/", x => called = true));
        await peer.Send(Headers(1).Post("/").Field("content-length", "11"));
        var response = await peer.ExpectResponse(1);
        Assert.Equal((413, "The request body is longer than 10 octets."), (response.Status, response.Text));
        await peer.ExpectStreamError(1, ErrorCode.NoError);
        Assert.False(called);
    }

    [Fact]
    [Trait("RFC 9110", "15.5.14")]
    public async Task A_body_that_turns_out_to_be_longer_is_413_and_its_reader_fails()
    {
        var failure = new TaskCompletionSource<Exception?>();
        var peer = await Serve(e => e.Map("POST", "/", async x =>
        {
            failure.SetResult(await Record.ExceptionAsync(() => x.Request.Body.ReadToEndAsync(1000)));
            await failure.Task;
            throw new InvalidOperationException("whatever it does then");
        }));
        await peer.Send(Headers(1).Post("/"), Data(1, "0123456789"), Data(1, "x"));
        Assert.Equal(413, (await peer.ExpectResponse(1)).Status);
        await peer.ExpectStreamError(1, ErrorCode.NoError);
        Assert.Contains("10 octets", Assert.IsType<BodyTooLargeException>(await failure.Task.WaitAsync(Deadline)).Message);
    }

    [Fact]
    public async Task One_whose_response_has_begun_is_reset()
    {
        var peer = await Serve(e => e.Map("POST", "/", async x => await x.RespondStreaming().WriteAsync(x.Request.Body)));
        await peer.Send(Headers(1).Post("/"));
        Assert.Equal(200, (await peer.ExpectHeaders(1)).Status);
        await peer.Send(Data(1, "0123456789"), Data(1, "x"));
        await peer.ExpectStreamError(1, ErrorCode.EnhanceYourCalm);
    }

    [Fact]
    public async Task One_whose_response_has_not_gone_out_is_413_all_the_same()
    {
        var peer = await Serve(e => e.Map("POST", "/", async x =>
        {
            var body = x.RespondStreaming();
            await x.Request.Body.ReadToEndAsync(1000);
            body.Complete();
        }));
        await peer.Send(Headers(1).Post("/"), Data(1, "0123456789x"));
        Assert.Equal(413, (await peer.ExpectResponse(1)).Status);
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task A_body_as_long_as_the_limit_is_not_above_it()
    {
        var peer = await Serve(e => e.Map("POST", "/", async x => x.Respond($"{(await x.Request.Body.ReadToEndAsync(1000)).Length}")));
        await peer.Send(Headers(1).Post("/").Field("content-length", "10"), Data(1, "0123456789").EndStream());
        Assert.Equal("10", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task A_route_may_have_another_limit_or_none()
    {
        var peer = await Serve(e => e
            .Map("POST", "/more", Count, new RouteOptions { MaxRequestBodySize = 20 })
            .Map("POST", "/any", Count, new RouteOptions { MaxRequestBodySize = null }));
        await peer.Send(Headers(1).Post("/more").Field("content-length", "21"));
        Assert.Equal("The request body is longer than 20 octets.", (await peer.ExpectResponse(1)).Text);
        await peer.Send(Headers(3).Post("/any"));
        await peer.SendBody(3, new byte[1_000_000]);
        Assert.Equal("1000000", (await peer.ExpectResponse(3)).Text);
    }

    [Fact]
    public async Task An_actor_that_reads_too_much_is_freed_although_it_replies_nothing()
    {
        var reader = System.ActorOf(Props.Create(() => new Reader()));
        var slots = new SlotProbe();
        var peer = await Serve(e => slots.Map(e).MapActor("/", reader));
        for (var i = 0; i < 30; i++)
        {
            var id = peer.NewStream();
            await peer.Send(Headers(id).Post("/"), Data(id, "0123456789x"));
            Assert.Equal(413, (await peer.ExpectResponse(id)).Status);
        }

        await slots.ExpectAllFree(peer);
    }

    private static async Task Count(Exchange x)
    {
        long octets = 0;
        await foreach (var chunk in x.Request.Body.ReadAllAsync())
            octets += chunk.Length;
        x.Respond($"{octets}");
    }

    private sealed class Reader : ReceiveActor
    {
        public Reader() => ReceiveAsync<Request>(async request =>
            await Record.ExceptionAsync(() => request.Body.ReadToEndAsync(1000)));
    }
}
