using System.Globalization;
using Akka.Event;
using AkkaH2.Endpoints;
using AkkaH2.Server;

namespace AkkaH2.Http1.Tests;

public sealed class LimitTestsInMemory() : LimitTests("memory")
{
    [Fact]
    public async Task A_body_that_nobody_reads_stops_its_sender()
    {
        var goOn = new TaskCompletionSource();
        var read = 0;
        var peer = await Serve(e => e.Map("POST", "/", async x =>
        {
            await goOn.Task;
            await foreach (var piece in x.Request.Body.ReadAllAsync())
                read += piece.Length;
            x.Respond($"{read}");
        }));
        const int octets = 5_000_000;
        var sent = peer.Send($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {octets}\r\n\r\n{new string('x', octets)}");
        Assert.False(sent.IsCompleted);
        goOn.SetResult();

        Assert.Equal($"{octets}", (await peer.Receive()).Body);
        await sent;
    }
}

public sealed class LimitTestsOnSockets() : LimitTests("sockets");

/// <summary>Failures and limits: the same as over HTTP/2, as responses of HTTP/1.1.</summary>
public abstract class LimitTests(string transport) : Http1Test(transport)
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    // An endpoint that fails is an error of the application, which its supervisor logs.
    protected override int Complaints => 3;

    [Fact]
    public async Task An_endpoint_that_throws_is_500_and_the_connection_goes_on()
    {
        var peer = await Serve(e => e.Map("GET", "/", _ => throw new InvalidOperationException("oops")).Map("GET", "/next", x => x.Respond("next")));
        await peer.Send(Get + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.Equal((500, "The endpoint failed."), await peer.Receive() is var r ? (r.Status, r.Body) : default);
        Assert.Equal("next", (await peer.Receive()).Body);
        Assert.Single((await Logged()).OfType<Error>());
    }

    [Fact]
    public async Task The_log_of_one_that_throws_has_the_path_without_the_query()
    {
        await Ask(e => e.Map("GET", "/", _ => throw new InvalidOperationException("oops")), "GET /?token=secret HTTP/1.1\r\nHost: a\r\n\r\n");
        var said = Assert.Single((await Logged()).OfType<Error>());
        Assert.Equal("The endpoint of GET / failed: oops", said.Cause.Message);
    }

    [Fact]
    public async Task An_endpoint_that_throws_behind_its_head_cuts_the_connection_off()
    {
        var isRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            await x.RespondStreaming().WriteAsync("half"u8.ToArray());
            await isRead.Task; // a reset drops what its receiver has not read
            throw new InvalidOperationException("oops");
        }));
        await peer.Send(Get);

        var seen = "";
        while (!seen.EndsWith("\r\n4\r\nhalf\r\n", StringComparison.Ordinal))
            seen += await peer.Read(1);
        isRead.SetResult();
        Assert.Equal("", await peer.ReadToEnd());
    }

    [Theory]
    [Trait("RFC 9110", "5.5")]
    [InlineData("\u0001")]
    [InlineData("\u001b[2J")]
    [InlineData("\u007f")]
    public async Task A_field_with_a_control_character_is_an_error_of_its_endpoint_and_the_connection_goes_on(string text)
    {
        var peer = await Serve(e => e
            .Map("GET", "/whole/{id}", x => x.Respond(Response.Empty(201).With("location", $"/items/{x.Route["id"]}")))
            .Map("GET", "/pieces/{id}", x => x.RespondStreaming(201, Headers.Of(("location", $"/items/{x.Route["id"]}"))).Complete())
            .Map("GET", "/reply/{id}", x => Response.Empty(201).With("location", $"/items/{x.Route["id"]}"))
            .Map("GET", "/next", x => x.Respond("next")));
        foreach (var form in new[] { "whole", "pieces", "reply" })
        {
            await peer.Send($"GET /{form}/{Uri.EscapeDataString($"a{text}b")} HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.Equal(500, (await peer.Receive()).Status);
        }

        await peer.Send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("next", (await peer.Receive()).Body);
    }

    /// <summary>Two lengths, which HTTP/2 would pass on.</summary>
    [Fact]
    public async Task A_response_that_the_engine_refuses_cuts_its_connection_off()
    {
        var server = await Bind(e => e
            .Map("GET", "/", x => x.Respond(Response.Text("hello") with { Headers = Headers.Of(("content-length", "5"), ("content-length", "5")) }))
            .Map("GET", "/next", x => x.Respond("next")));
        var (peer, other) = (await Connect(server), await Connect(server));
        await peer.Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("", await peer.ReadToEnd());
        await other.Send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("next", (await other.Receive()).Body);
        var said = Assert.IsType<Error>(Assert.Single(await Logged()));
        Assert.Null(said.Cause);
    }

    [Fact]
    public async Task A_body_that_says_it_is_too_long_is_413_and_its_endpoint_is_not_called()
    {
        var peer = await Serve(e => e.Map("POST", "/", _ => throw new InvalidOperationException("called"), new RouteOptions { MaxRequestBodySize = 4 }));
        await peer.Send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" + Get);

        Assert.Equal(413, (await peer.Receive()).Status);
    }

    [Fact]
    public async Task A_chunked_body_that_turns_out_to_be_too_long_is_413()
    {
        var peer = await Serve(e => e.Map("POST", "/", async x => await x.Request.Body.ReadToEndAsync(100), new RouteOptions { MaxRequestBodySize = 4 }));
        await peer.Send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");

        var response = await peer.Receive();
        Assert.Equal((413, "close"), (response.Status, response["connection"]));
    }

    /// <summary>64 KiB are free, and sixteen octets for each octet of content.</summary>
    [Theory]
    [Trait("RFC 9112", "7.1.1")]
    [InlineData("3;{0}\r\nabc\r\n", 1)] // one that is long
    [InlineData("1;{0}\r\na\r\n", 1_000)] // many
    public async Task Too_many_octets_of_chunk_extensions_are_400(string chunk, int count)
    {
        var peer = await Serve(e => e.Map("POST", "/", async x => await x.Request.Body.ReadToEndAsync(8_000)).Map("GET", "/", x => x.Respond("served")));
        var extension = new string('x', (64 * 1024 / count) + 100);
        var chunks = string.Concat(Enumerable.Repeat(string.Format(CultureInfo.InvariantCulture, chunk, extension), count));
        await peer.Send($"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");
        var sent = peer.Send($"{chunks}0\r\n\r\n" + Get); // no read of what came before looks at this

        var response = await peer.Receive();
        Assert.Equal((400, "close"), (response.Status, response["connection"]));
        Assert.Equal("", await peer.ReadToEnd());
        await sent;
    }

    [Theory]
    [Trait("RFC 9112", "7.1.1")]
    [InlineData(20_000, "1;0123456\r\na\r\n")] // in proportion
    [InlineData(1, "4E20;0123456\r\n{0}\r\n")]
    public async Task Small_chunks_and_some_extensions_are_served_again_and_again(int count, string chunk)
    {
        var peer = await Serve(e => e.Map("POST", "/", async x => x.Respond($"{(await x.Request.Body.ReadToEndAsync(20_000)).Length}")));
        var chunks = string.Concat(Enumerable.Repeat(string.Format(CultureInfo.InvariantCulture, chunk, new string('x', 20_000)), count));
        for (var request = 0; request < 5; request++)
        {
            await peer.Send($"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n");
            Assert.Equal("20000", (await peer.Receive()).Body);
        }
    }

    [Fact]
    public async Task An_error_handler_sees_malformed_requests()
    {
        var response = await Ask(
            e => e.OnError(error => Response.Text($"{error.Kind}: {error.Detail}", 422)),
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");

        Assert.Equal((422, "close"), (response.Status, response["connection"]));
        Assert.Equal("Malformed: malformed request: transfer-encoding \"gzip, chunked\"", response.Body);
    }

    [Fact]
    public async Task An_error_handler_may_leave_it_to_the_default()
    {
        var response = await Ask(e => e.OnError(_ => null), "POST http://b/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");

        Assert.Equal((400, "close"), (response.Status, response["connection"]));
    }

    [Fact]
    public async Task A_server_without_the_engine_says_505()
    {
        var peer = await Connect(await Bind(e => e.Map("GET", "/", x => x.Respond("hello")), new ServerOptions()));
        await peer.Send(Get);

        Assert.Equal(505, (await peer.Receive()).Status);
        Assert.Equal("", await peer.ReadToEnd());
    }
}
