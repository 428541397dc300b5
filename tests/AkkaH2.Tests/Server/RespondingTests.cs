using System.Text;
using Akka.Streams.Dsl;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class RespondingTestsOnSockets() : RespondingTests("sockets");

public sealed class RespondingTestsOnAkkaIo() : RespondingTests("akka-io");

public sealed class RespondingTestsOverTlsOnSockets() : RespondingTests("sockets", tls: true);

public sealed class RespondingTestsOverTlsOnAkkaIo() : RespondingTests("akka-io", tls: true);

public abstract class RespondingTests(string transport, bool tls = false) : ServerTest(transport, tls)
{
    [Fact]
    public async Task A_string_is_answered_as_utf8_text_with_its_length()
    {
        var peer = await Serve(e => e.Map("GET", "/hello/{name}", x => x.Respond($"Hello {x.Route["name"]}")));
        await peer.Send(Headers(1).Get("/hello/%C3%A9va").EndStream());

        var response = await peer.ExpectResponse(1);
        Assert.Equal((200, "Hello éva", "10"), (response.Status, response.Text, response["content-length"]));
        Assert.Equal("text/plain; charset=utf-8", response["content-type"]);
        Assert.NotNull(response["date"]);
    }

    [Fact]
    public async Task Octets_are_answered_as_they_are()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond(new byte[] { 0, 255, 10 })));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal([0, 255, 10], (await peer.ExpectResponse(1)).Body);
    }

    [Fact]
    public async Task A_body_can_be_written_piece_by_piece()
    {
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var writer = x.RespondStreaming();
            await writer.WriteAsync("one "u8.ToArray());
            Assert.Equal(FlushOutcome.Written, await writer.WhenSentAsync());
            await writer.WriteAsync("two"u8.ToArray());
            writer.Complete();
        }));
        await peer.Send(Headers(1).Get("/").EndStream());

        var response = await peer.ExpectResponse(1);
        Assert.Equal("one two", response.Text);
        Assert.Null(response["content-length"]);
    }

    [Fact]
    public async Task A_body_can_be_a_stream_source()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond(Response.Streamed(
            Source.From(Enumerable.Range(0, 100)).Select(i => (ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes($"{i};"))))));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(string.Concat(Enumerable.Range(0, 100).Select(i => $"{i};")), (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task Trailers_follow_the_body()
    {
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var writer = x.RespondStreaming();
            await writer.WriteAsync("abc"u8.ToArray());
            writer.Complete(global::AkkaH2.Headers.Of(("x-count", "3")));
        }));
        await peer.Send(Headers(1).Get("/").EndStream());

        var response = await peer.ExpectResponse(1);
        Assert.Equal("abc", response.Text);
        Assert.Equal(("x-count", "3"), (response.Trailers[0].Name, response.Trailers[0].Value));
    }

    [Fact]
    public async Task Head_is_answered_as_get_without_the_body()
    {
        var peer = await Serve(e => e
            .Map("GET", "/", x => x.Respond("hello"))
            .Map("GET", "/streamed", async x => await x.RespondStreaming().WriteAsync(new byte[100])));
        await peer.Send(Headers(1).Head("/").EndStream());
        await peer.Send(Headers(3).Head("/streamed").EndStream());

        var response = await peer.ExpectResponse(1);
        Assert.Equal((200, "5", 0), (response.Status, response["content-length"], response.Body.Length));
        Assert.Empty((await peer.ExpectResponse(3)).Body);
    }

    [Fact]
    public async Task An_unknown_path_is_404_and_a_wrong_method_405_with_the_allowed_ones()
    {
        var peer = await Serve(e => e.Map("GET", "/a", x => x.Respond("a")).Map("POST", "/a", x => x.Respond("a")));
        await peer.Send(Headers(1).Get("/b").EndStream());
        await peer.Send(Headers(3).Delete("/a").EndStream());

        Assert.Equal(404, (await peer.ExpectResponse(1)).Status);
        var notAllowed = await peer.ExpectResponse(3);
        Assert.Equal((405, "GET, HEAD, POST"), (notAllowed.Status, notAllowed["allow"]));
    }

    [Theory]
    [Trait("RFC 9110", "15")]
    [InlineData(600)]
    [InlineData(999)]
    public async Task A_status_beyond_the_classes_goes_out_like_any_other(int status)
    {
        var peer = await Serve(e => e.Map("GET", "/", _ => Response.Text("beyond", status)));
        await peer.Send(Headers(1).Get("/").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((status, "beyond", "6"), (response.Status, response.Text, response["content-length"]));
    }

    [Fact]
    public async Task A_request_body_is_echoed_as_it_comes()
    {
        var peer = await Serve(e => e.Map("POST", "/echo", async x => await x.RespondStreaming().WriteAsync(x.Request.Body)));
        await peer.Send(Headers(1).Post("/echo"));
        await peer.ExpectHeaders(1);
        await peer.Send(Data(1, "ping"));
        await peer.Expect(Data(1, "ping"));
        await peer.Send(Data(1, "pong").EndStream());
        var last = await peer.ExpectData(1);
        Assert.Equal("pong"u8.ToArray(), last.Data.ToArray());
        if (!last.EndStream)
            await peer.Expect(Data(1).EndStream()); // it may leave with the chunk or behind it
    }

    [Fact]
    public async Task A_body_of_many_windows_comes_whole_while_credit_follows_the_reader()
    {
        var peer = await Serve(e => e.Map("POST", "/upload", async x =>
        {
            long count = 0;
            await foreach (var chunk in x.Request.Body.ReadAllAsync())
                count += chunk.Length;
            x.Respond($"{count}");
        }));
        await peer.Send(Headers(1).Post("/upload"));
        await peer.SendBody(1, new byte[5_000_000]);
        Assert.Equal("5000000", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task A_large_body_waits_for_the_peers_window()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond(new byte[1_000_000])));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(1_000_000, (await peer.ExpectResponse(1)).Body.Length);
    }

    [Fact]
    public async Task The_body_of_a_request_can_be_a_stream_source()
    {
        var peer = await Serve(e => e.Map("POST", "/", x => x.Respond(Response.Streamed(x.Request.Body.AsSource()))));
        await peer.Send(Headers(1).Post("/"), Data(1, "abc"), Data(1, "def").EndStream());
        Assert.Equal("abcdef", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    [Trait("RFC 9113", "8.1")]
    public async Task An_answer_before_the_end_of_the_request_is_followed_by_RST_STREAM_NO_ERROR()
    {
        var peer = await Serve(e => e.Map("POST", "/", x => x.Respond("no, thank you")));
        await peer.Send(Headers(1).Post("/"), Data(1, "begin"));
        Assert.Equal("no, thank you", (await peer.ExpectResponse(1)).Text);
        await peer.ExpectRstStream(1, ErrorCode.NoError);
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task A_hundred_streams_at_once_are_all_answered()
    {
        var peer = await Serve(e => e.Map("GET", "/{n}", x => x.Respond(x.Route["n"])));
        await peer.Send([.. Enumerable.Range(0, 100).Select(n => (FrameScript)Headers(1 + (2 * n)).Get($"/{n}").EndStream())]);
        for (var n = 0; n < 100; n++)
            Assert.Equal($"{n}", (await peer.ExpectResponse(1 + (2 * n))).Text);
    }

    [Theory, Trait("RFC 9110", "5.5")]
    [InlineData("/head")]
    [InlineData("/streamed")]
    [InlineData("/informational")]
    [InlineData("/push")]
    public async Task A_field_that_is_no_octets_fails_its_endpoint_alone(string path)
    {
        var foreign = global::AkkaH2.Headers.Of(("content-disposition", "attachment; filename=日本.txt"));
        var peer = await Serve(e => e
            .Map("GET", "/head", x => x.Respond(Response.Text("hello") with { Headers = foreign }))
            .Map("GET", "/streamed", x => { x.RespondStreaming(headers: foreign).Complete(); })
            .Map("GET", "/informational", x => { x.SendInformational(103, foreign); x.Respond("hello"); })
            .Map("GET", "/push", async x => { await x.PushAsync("/", foreign); x.Respond("hello"); })
            .Map("GET", "/other", x => x.Respond("hello")));
        await peer.Send(Headers(1).Get(path).EndStream(), Headers(3).Get("/other").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
        Assert.Equal("hello", (await peer.ExpectResponse(3)).Text);
        await peer.ExpectAlive();
    }

    [Fact, Trait("RFC 9110", "5.5")]
    public async Task So_does_a_trailer()
    {
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var body = x.RespondStreaming();
            await body.WhenSentAsync();
            body.Complete(global::AkkaH2.Headers.Of(("x-name", "日本")));
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectHeaders(1);
        await peer.ExpectStreamError(1, ErrorCode.InternalError);
        await peer.ExpectAlive();
    }

    [Fact, Trait("RFC 9113", "8.2.3")]
    public async Task A_cookie_in_many_crumbs_is_one_field()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond($"{x.Request.Headers.All("cookie").Single().Split("; ").Length}")));
        var request = Headers(1).Get("/");
        for (var n = 0; n < 150; n++)
            request = request.Field("cookie", $"c{n}={n}");
        await peer.Send(request.EndStream());
        Assert.Equal("150", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task Pieces_cost_a_writer_more_than_their_octets()
    {
        var written = 0;
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var body = x.RespondStreaming();
            while (true)
            {
                var write = body.WriteAsync(new byte[] { 1 });
                written++;
                if (!write.IsCompleted)
                    waiting.TrySetResult();
                await write;
            }
        }));
        peer.AutoCredit = false;
        await peer.Send(Settings((SettingId.InitialWindowSize, 0)));
        await peer.ExpectSettingsAck();
        await peer.Send(Headers(1).Get("/").EndStream());
        await waiting.Task.WaitAsync(Deadline);
        Assert.InRange(written, 1, 1_100); // of 256 KiB that may be unsent
    }
}
