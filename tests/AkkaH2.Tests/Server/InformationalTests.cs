using Akka.Actor;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class InformationalTestsOnSockets() : InformationalTests("sockets");

public sealed class InformationalTestsOnAkkaIo() : InformationalTests("akka-io");

public sealed class InformationalTestsOverTlsOnSockets() : InformationalTests("sockets", tls: true);

public sealed class InformationalTestsOverTlsOnAkkaIo() : InformationalTests("akka-io", tls: true);

/// <summary>Informational responses: those of the endpoint, and 100 (continue).</summary>
public abstract class InformationalTests(string transport, bool tls = false) : ServerTest(transport, tls)
{
    private static HeadersScript Expecting => Headers(1).Post("/").Field("expect", "100-continue");

    [Fact]
    [Trait("RFC 9113", "8.1")]
    public async Task Hints_go_before_the_response()
    {
        var peer = await Serve(e => e.Map("GET", "/", x =>
        {
            x.SendInformational(103, global::AkkaH2.Headers.Of(("link", "</a>")));
            x.SendInformational(103, global::AkkaH2.Headers.Of(("link", "</b>")));
            x.Respond("page");
        }));
        await peer.Send(Headers(1).Get("/").EndStream());

        var response = await peer.ExpectResponse(1);
        Assert.Equal((200, "page"), (response.Status, response.Text));
        Assert.Equal([(103, "</a>", false), (103, "</b>", false)], response.Informational.Select(i => (i.Status, i["link"], i.EndStream)));
    }

    [Fact]
    public async Task A_hint_does_not_wait_for_the_response()
    {
        var seen = new TaskCompletionSource();
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            x.SendInformational(103);
            await seen.Task;
            x.Respond("page");
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(103, (await peer.ExpectHeaders(1)).Status);
        seen.SetResult();
        Assert.Equal("page", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task After_the_response_has_begun_it_is_too_late_for_a_hint()
    {
        var refusal = new TaskCompletionSource<Exception?>();
        var peer = await Serve(e => e.Map("GET", "/", x =>
        {
            var body = x.RespondStreaming();
            refusal.SetResult(Record.Exception(() => x.SendInformational(103)));
            body.Complete();
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Empty((await peer.ExpectResponse(1)).Informational);
        Assert.IsType<InvalidOperationException>(await refusal.Task);
    }

    [Fact]
    public async Task An_endpoint_that_fails_after_a_hint_is_answered_with_500()
    {
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            x.SendInformational(103);
            await Task.Yield();
            throw new InvalidOperationException("boom");
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
    }

    [Fact]
    public async Task An_actor_replies_hints_before_its_response()
    {
        var hinter = System.ActorOf(Props.Create(() => new Hinter()));
        var peer = await Serve(e => e.MapActor("/", hinter));
        await peer.Send(Headers(1).Get("/").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((103, 200), (Assert.Single(response.Informational).Status, response.Status));
    }

    [Fact]
    [Trait("RFC 9110", "10.1.1")]
    public async Task A_client_that_expects_it_is_told_to_go_on_when_the_body_is_first_read()
    {
        var mayRead = new TaskCompletionSource();
        var peer = await Serve(e => e.Map("POST", "/", async x =>
        {
            await mayRead.Task;
            x.Respond($"{(await x.Request.Body.ReadToEndAsync(100)).Length}");
        }));
        await peer.Send(Expecting);
        await peer.ExpectAlive();
        mayRead.SetResult();
        Assert.Equal((100, false), ((await peer.ExpectHeaders(1)) is var go ? go.Status : 0, go.EndStream));
        await peer.Send(Data(1, "abc"), Data(1, "de").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal(("5", 0), (response.Text, response.Informational.Count));
    }

    [Fact]
    [Trait("RFC 9110", "10.1.1")]
    public async Task An_echo_tells_the_client_to_go_on_before_it_answers()
    {
        var peer = await Serve(e => e.Map("POST", "/", x => x.RespondStreaming().WriteAsync(x.Request.Body)));
        await peer.Send(Expecting);
        Assert.Equal(100, (await peer.ExpectHeaders(1)).Status);
        Assert.Equal(200, (await peer.ExpectHeaders(1)).Status);
        await peer.Send(Data(1, "abc").EndStream());
        Assert.Equal("abc"u8.ToArray(), (await peer.ExpectData(1)).Data.ToArray()); // the end may leave with it or behind it
    }

    [Fact]
    [Trait("RFC 9110", "10.1.1")]
    public async Task A_final_answer_instead_refuses_the_body()
    {
        var peer = await Serve(e => e.Map("POST", "/", x => x.Respond("not here", 403)));
        await peer.Send(Expecting);
        var response = await peer.ExpectResponse(1);
        Assert.Equal((403, 0), (response.Status, response.Informational.Count));
        await peer.ExpectRstStream(1, ErrorCode.NoError);
    }

    [Fact]
    [Trait("RFC 9110", "10.1.1")]
    public async Task One_that_has_its_answer_is_not_told_whatever_is_read_then()
    {
        var peer = await Serve(e => e.Map("POST", "/", async x =>
        {
            x.Respond("not here", 403);
            await x.Request.Body.ReadAsync();
        }));
        await peer.Send(Expecting);
        Assert.Empty((await peer.ExpectResponse(1)).Informational);
        await peer.Send(Data(1).EndStream());
        await peer.ExpectAlive();
    }

    [Fact]
    [Trait("RFC 9110", "10.1.1")]
    public async Task A_client_whose_body_is_there_already_is_not_told()
    {
        var mayRead = new TaskCompletionSource();
        var peer = await Serve(e => e.Map("POST", "/", async x =>
        {
            await mayRead.Task;
            x.Respond($"{(await x.Request.Body.ReadToEndAsync(100)).Length}");
        }));
        await peer.Send(Expecting, Data(1, "abc").EndStream());
        await peer.ExpectAlive();
        mayRead.SetResult();
        Assert.Empty((await peer.ExpectResponse(1)).Informational);
    }

    [Fact]
    [Trait("RFC 9110", "10.1.1")]
    public async Task One_that_does_not_expect_it_is_not_told()
    {
        var peer = await Serve(e => e.Map("POST", "/", async x => x.Respond($"{(await x.Request.Body.ReadToEndAsync(100)).Length}")));
        await peer.Send(Headers(1).Post("/"));
        await peer.ExpectAlive();
        await peer.Send(Data(1, "abc").EndStream());
        Assert.Empty((await peer.ExpectResponse(1)).Informational);
    }

    private sealed class Hinter : ReceiveActor
    {
        public Hinter() => Receive<Request>(_ =>
        {
            Sender.Tell(new Informational(103, global::AkkaH2.Headers.Of(("link", "</a>"))));
            Sender.Tell(Response.Text("page"));
        });
    }
}
