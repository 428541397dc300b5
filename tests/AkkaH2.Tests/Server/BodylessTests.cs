using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>Responses without a body, whatever the endpoint writes (RFC 9110 §6.4.1).</summary>
public sealed class BodylessTests : ServerTest
{
    public static TheoryData<string, int> Bodyless => new() { { "HEAD", 200 }, { "GET", 204 }, { "GET", 205 }, { "GET", 304 } };

    [Theory]
    [MemberData(nameof(Bodyless))]
    public async Task What_is_written_is_dropped_and_its_flush_is_done(string method, int status)
    {
        var outcome = new TaskCompletionSource<(FlushOutcome, bool)>();
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var body = x.RespondStreaming(status);
            await body.WriteAsync(new byte[1_000_000]);
            outcome.SetResult((await body.WhenSentAsync(), body.DropsBody));
            body.Complete(global::AkkaH2.Headers.Of(("x-trailer", "1")));
        }));
        peer.AutoCredit = false;
        await peer.Send(Headers(1).Request(method, "/").EndStream());

        // RFC 9110 §15.3.5: terminated by the end of the header section; no content, no trailers.
        var head = await peer.ExpectHeaders(1);
        Assert.Equal((status, true), (head.Status, head.EndStream));
        Assert.Equal((FlushOutcome.Written, true), await outcome.Task.WaitAsync(Deadline));
        await peer.ExpectAlive();
    }

    [Fact]
    [Trait("RFC 9110", "9.3.2")]
    public async Task An_endpoint_that_writes_for_ever_ends_when_the_head_of_a_response_without_a_body_is_out()
    {
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var body = x.RespondStreaming();
            while (true)
            {
                await body.WriteAsync("data: tick\n\n"u8.ToArray());
                await body.FlushAsync();
                await Task.Yield();
            }
        }));

        // Twice as many as may be at work at once: each leaves its place to another.
        for (var stream = 1; stream < 401; stream += 2)
        {
            await peer.Send(Headers(stream).Head("/").EndStream());
            Assert.True((await peer.ExpectHeaders(stream)).EndStream);
        }
    }

    [Theory]
    [MemberData(nameof(Bodyless))]
    public async Task A_whole_response_ends_with_its_head(string method, int status)
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond("hello", status)));
        await peer.Send(Headers(1).Request(method, "/").EndStream());
        var head = await peer.ExpectHeaders(1);
        var length = method == "HEAD" ? "5" : status == 205 ? "0" : null;
        Assert.Equal((status, true, length), (head.Status, head.EndStream, head["content-length"]));
    }

    [Fact]
    public async Task A_head_keeps_the_length_that_the_endpoint_announces()
    {
        var peer = await Serve(e => e.Map("GET", "/", async x =>
            await x.RespondStreaming(headers: global::AkkaH2.Headers.Of(("content-length", "1000000"))).WriteAsync(new byte[1_000_000])));
        await peer.Send(Headers(1).Head("/").EndStream());
        Assert.Equal("1000000", (await peer.ExpectHeaders(1))["content-length"]);
    }

    [Fact]
    [Trait("RFC 9113", "8.1")]
    public async Task Trailers_may_follow_an_empty_body()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.RespondStreaming().Complete(global::AkkaH2.Headers.Of(("x-count", "0")))));
        await peer.Send(Headers(1).Get("/").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal(("0", 0, false), (response.Trailers[0].Value, response.Body.Length, response.Head.EndStream));
    }

    [Fact]
    [Trait("RFC 9113", "8.1")]
    public async Task Trailers_with_pseudo_fields_are_refused_and_reset_the_stream()
    {
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var body = x.RespondStreaming();
            await body.WriteAsync("abc"u8.ToArray());
            await body.WhenSentAsync();
            body.Complete(global::AkkaH2.Headers.Of((":status", "200")));
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectHeaders(1);
        await peer.Expect(Data(1, "abc"));
        await peer.ExpectStreamError(1, ErrorCode.InternalError);
    }
}
