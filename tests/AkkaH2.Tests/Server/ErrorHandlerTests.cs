using System.Net;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>The application's answers to requests that no endpoint answers.</summary>
public sealed class ErrorHandlerTests : ServerTest
{
    private readonly TaskCompletionSource<RequestError> _seen = new();

    protected override string Hocon => "akka.h2 { max-concurrent-streams = 2, max-header-list-size = 1KiB, max-request-body-size = 10 }";

    [Fact]
    [Trait("RFC 9113", "8.1.1")]
    public async Task A_malformed_request_may_be_answered_before_its_stream_is_reset()
    {
        var peer = await Serve(e => e.OnError(Show));
        await peer.Send(Headers(1).Get("/").Without(":path"));
        var response = await peer.ExpectResponse(1);
        Assert.Equal((400, "Malformed: malformed request: no :path"), (response.Status, response.Text));
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);

        var error = await _seen.Task;
        Assert.Equal((RequestErrorKind.Malformed, ErrorCode.ProtocolError, 1, null), (error.Kind, error.Code, error.Stream, error.Request));
        Assert.Equal("GET", error.Fields[":method"]);
        Assert.Equal(IPAddress.Loopback, ((IPEndPoint)error.RemoteEndPoint!).Address);
    }

    [Fact]
    [Trait("RFC 9113", "8.1.1")]
    public async Task A_malformed_request_that_has_ended_ends_with_its_answer()
    {
        var peer = await Serve(e => e.OnError(Show));
        await peer.Send(Headers(1).Get("/").Without(":path").EndStream());
        Assert.Equal(400, (await peer.ExpectResponse(1)).Status);
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task A_handler_that_leaves_it_leaves_the_default()
    {
        var peer = await Serve(e => e.OnError(_ => null));
        await peer.Send(Headers(1).Get("/").Without(":path").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
        await peer.Send(Headers(3).Get("/").Field("x", new string('x', 2000)).EndStream());
        Assert.Equal(431, (await peer.ExpectResponse(3)).Status);
    }

    [Fact]
    public async Task A_handler_that_throws_leaves_the_default_too()
    {
        var peer = await Serve(e => e.OnError(_ => throw new InvalidOperationException("boom")));
        await peer.Send(Headers(1).Get("/").Without(":path").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
        await peer.Send(Headers(3).Post("/").Field("x", new string('x', 2000)));
        Assert.Equal(431, (await peer.ExpectResponse(3)).Status);
        await peer.ExpectStreamError(3, ErrorCode.NoError);
    }

    [Fact]
    public async Task A_handler_whose_answer_may_not_stand_in_http2_leaves_the_default_too()
    {
        var peer = await Serve(e => e.OnError(_ => Response.Text("x").With("connection", "close")));
        await peer.Send(Headers(1).Get("/").Without(":path").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
    }

    [Fact]
    public async Task Too_many_fields_are_shown_as_far_as_they_were_kept()
    {
        var peer = await Serve(e => e.OnError(Show));
        await peer.Send(Headers(1).Get("/").Field("x", new string('x', 2000)).EndStream());
        Assert.StartsWith("FieldsTooLarge: The header fields are longer than 1024 octets", (await peer.ExpectResponse(1)).Text);
        Assert.Equal("/", (await _seen.Task).Fields[":path"]);
    }

    [Fact]
    public async Task A_body_too_large_is_shown_with_its_request()
    {
        var peer = await Serve(e => e.Map("POST", "/a", x => x.Respond("never")).OnError(Show));
        await peer.Send(Headers(1).Post("/a").Field("content-length", "11"));
        Assert.Equal("BodyTooLarge: The request body is longer than 10 octets.", (await peer.ExpectResponse(1)).Text);
        Assert.Equal("/a", (await _seen.Task).Request?.Path);
    }

    [Fact]
    [Trait("RFC 9113", "5.1.2")]
    public async Task One_stream_too_many_may_be_answered_but_not_any_number_of_them()
    {
        var release = new TaskCompletionSource();
        var peer = await Serve(e => e
            .Map("GET", "/", async x =>
            {
                await release.Task;
                x.Respond("done");
            })
            .OnError(error => Response.Text($"{error.Kind}", 503)));
        peer.AutoCredit = false;
        await peer.Send(Headers(1).Get("/").EndStream(), Headers(3).Get("/").EndStream(), Headers(5).Get("/").EndStream());
        var response = await peer.ExpectResponse(5);
        Assert.Equal((503, "TooManyStreams"), (response.Status, response.Text));

        // Answers that the peer does not take hold their places: the fifth open stream is refused without one.
        await peer.Send(WithoutWindow);
        await peer.ExpectSettingsAck();
        await peer.Send(Headers(7).Get("/").EndStream(), Headers(9).Get("/").EndStream(), Headers(11).Get("/").EndStream());
        await peer.ExpectRstStream(11, ErrorCode.RefusedStream);
        release.SetResult();
    }

    [Fact]
    public async Task An_endpoint_that_fails_is_shown_with_what_it_threw()
    {
        var peer = await Serve(e => e.Map("GET", "/crash", x => throw new InvalidOperationException("boom")).OnError(Show));
        await peer.Send(Headers(1).Get("/crash").EndStream());
        Assert.Equal("EndpointFailed: the endpoint failed", (await peer.ExpectResponse(1)).Text);
        var error = await _seen.Task;
        Assert.Equal(("boom", "/crash"), (error.Cause?.Message, error.Request?.Path));
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task After_a_hundred_errors_nothing_is_left_behind()
    {
        var slots = new SlotProbe();
        var peer = await Serve(e => slots.Map(e).Map("GET", "/crash", x => throw new InvalidOperationException("boom")).OnError(error => Response.Text($"{error.Kind}", 400)));
        for (var i = 0; i < 50; i++)
        {
            var (malformed, failing) = (peer.NewStream(), peer.NewStream());
            await peer.Send(Headers(malformed).Get("/").Without(":path").EndStream());
            Assert.Equal("Malformed", (await peer.ExpectResponse(malformed)).Text);
            await peer.Send(Headers(failing).Get("/crash").EndStream());
            Assert.Equal("EndpointFailed", (await peer.ExpectResponse(failing)).Text);
        }

        await slots.ExpectAllFree(peer);
    }

    private static SettingsFrame WithoutWindow => Settings((SettingId.InitialWindowSize, 0));

    private Response Show(RequestError error)
    {
        _seen.TrySetResult(error);
        return Response.Text($"{error.Kind}: {error.Detail}", 400);
    }
}
