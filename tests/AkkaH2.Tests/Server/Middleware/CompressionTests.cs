using System.IO.Compression;
using System.Text;
using Akka.Actor;
using Akka.Streams.Dsl;
using AkkaH2.Endpoints;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server.Middleware;

[Trait("RFC 9110", "8.4")]
public sealed class CompressionTests() : ServerTest("memory")
{
    private static readonly string Long = string.Concat(Enumerable.Repeat("all work and no play; ", 500));

    public static TheoryData<string, string> Bodies()
    {
        var bodies = new TheoryData<string, string>();
        foreach (var coding in (string[])["br", "gzip", "deflate"])
        {
            foreach (var path in (string[])["/whole", "/lent", "/source", "/stream", "/written", "/memory", "/actor", "/pieces"])
                bodies.Add(coding, path);
        }

        return bodies;
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_is_compressed_however_it_is_made(string coding, string path)
    {
        var response = await Get(path, ("accept-encoding", coding));
        Assert.Equal((200, coding, "accept-encoding"), (response.Status, response["content-encoding"], response["vary"]));
        Assert.InRange(response.Body.Length, 1, Long.Length / 2); // each flush costs some octets
        Assert.Equal(Long, Decode(coding, response.Body));
        Assert.Equal(path is "/whole" or "/lent" or "/actor" ? $"{response.Body.Length}" : null, response["content-length"]);
    }

    [Theory]
    [Trait("RFC 9110", "12.5.3")]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("gzip", "gzip")]
    [InlineData("x-gzip", "gzip")]
    [InlineData("GZip", "gzip")]
    [InlineData("gzip, br", "br")] // our first
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip;q=0.9, br;q=0.8", "gzip")]
    [InlineData("gzip; q=0.5, deflate;q=1.0", "deflate")]
    [InlineData("br;q=0, *", "gzip")]
    [InlineData("*", "br")]
    [InlineData("*;q=0", null)]
    [InlineData("identity", null)]
    [InlineData("identity, gzip;q=0.5", null)]
    [InlineData("identity;q=0.5, gzip", "gzip")]
    [InlineData("gzip;q=0", null)]
    [InlineData("gzip;q=nonsense", null)]
    [InlineData("gzip;q=2", null)]
    [InlineData("zstd", null)]
    public async Task The_client_chooses(string? accepts, string? coding)
    {
        var response = await (accepts is null ? Get("/whole") : Get("/whole", ("accept-encoding", accepts)));
        Assert.Equal((coding, "accept-encoding"), (response["content-encoding"], response["vary"]));
        Assert.Equal(Long, coding is null ? response.Text : Decode(coding, response.Body));
    }

    [Theory]
    [InlineData("/short")]
    [InlineData("/empty")]
    [InlineData("/image")]
    [InlineData("/untyped")]
    [InlineData("/encoded")]
    [InlineData("/no-transform")]
    [InlineData("/range")]
    [InlineData("/digest")]
    public async Task What_is_not_to_be_compressed_stays_as_it_is(string path)
    {
        var response = await Get(path, ("accept-encoding", "gzip"));
        Assert.Equal((path == "/encoded" ? "zstd" : null, null), (response["content-encoding"], response["vary"]));
    }

    [Theory]
    [InlineData("cookie", "/whole")]
    [InlineData("authorization", "/whole")]
    [InlineData("x-other", "/cookie")]
    public async Task A_body_that_may_have_secrets_is_not_compressed_unless_that_is_wanted(string field, string path)
    {
        var response = await Get(path, ("accept-encoding", "gzip"), (field, "secret"));
        Assert.Equal((null, "accept-encoding"), (response["content-encoding"], response["vary"]));

        var wanted = await Serve(e => Map(e).UseCompression(new CompressionOptions { WithCredentials = true }));
        await wanted.Send(Headers(1).Get(path).Field("accept-encoding", "gzip").Field(field, "secret").EndStream());
        Assert.Equal("gzip", (await wanted.ExpectResponse(1))["content-encoding"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nor_if_middleware_has_taken_the_cookie_out(bool before)
    {
        EndpointBuilder Strip(EndpointBuilder e) => e.Use((x, next) =>
        {
            x.Request = x.Request.Without("cookie");
            return next(x);
        });
        var peer = await Serve(e => Map(before ? Strip(e).UseCompression() : Strip(e.UseCompression())));
        await peer.Send(Headers(1).Get("/whole").Field("accept-encoding", "gzip").Field("cookie", "secret").EndStream());
        Assert.Null((await peer.ExpectResponse(1))["content-encoding"]);
    }

    [Theory]
    [Trait("RFC 9110", "15.4.5")]
    [InlineData("W/\"1\"", "gzip", "x-other", "W/\"1\"")]
    [InlineData("\"0\", W/\"1\"", "gzip", "x-other", "W/\"1\"")]
    [InlineData("\"1\"", "gzip", "x-other", "\"1\"")] // the client has it as it is
    [InlineData("W/\"1\"", "identity", "x-other", "\"1\"")]
    [InlineData("W/\"1\"", "gzip", "cookie", "\"1\"")]
    public async Task A_304_has_the_tag_that_its_200_had(string known, string accepts, string other, string tag)
    {
        var response = await Get("/304", ("if-none-match", known), ("accept-encoding", accepts), (other, "x"));
        Assert.Equal((304, tag, "accept-encoding", null), (response.Status, response["etag"], response["vary"], response["content-encoding"]));
    }

    [Fact]
    public async Task Fields_that_spoke_of_the_plain_body_are_changed()
    {
        var response = await Get("/tagged", ("accept-encoding", "gzip"));
        Assert.Equal(("W/\"1\"", null, "origin, accept-encoding"), (response["etag"], response["accept-ranges"], response["vary"]));
        Assert.Equal("checked", response.Trailers.Single().Value);
    }

    [Fact]
    public async Task To_HEAD_the_fields_are_those_of_GET()
    {
        var peer = await Serve(e => Map(e).UseCompression());
        foreach (var (stream, path) in new[] { (1, "/whole"), (5, "/written") })
        {
            await peer.Send(Headers(stream).Get(path).Field("accept-encoding", "gzip").EndStream(), Headers(stream + 2).Head(path).Field("accept-encoding", "gzip").EndStream());
            var (get, head) = (await peer.ExpectResponse(stream), await peer.ExpectResponse(stream + 2));
            Assert.Equal((get["content-encoding"], get["content-length"]), (head["content-encoding"], head["content-length"]));
            Assert.Empty(head.Body);
        }
    }

    [Fact]
    public async Task Each_flush_arrives_and_can_be_read()
    {
        var next = new SemaphoreSlim(0);
        var peer = await Serve(e => e.UseCompression().MapSource("/events", _ => Source.UnfoldAsync(1, async n =>
        {
            if (n > 1)
                await next.WaitAsync(TestDeadline);
            return Akka.Util.Option<(int, ServerSentEvent)>.Create((n + 1, new ServerSentEvent($"event {n}")));
        })));
        await peer.Send(Headers(1).Get("/events").Field("accept-encoding", "gzip").EndStream());
        Assert.Equal("gzip", (await peer.ExpectHeaders(1))["content-encoding"]);
        var received = new List<byte>();
        for (var n = 1; n <= 3; n++)
        {
            received.AddRange((await peer.ExpectData(1)).Data.ToArray());
            Assert.EndsWith($"data: event {n}\n\n", Decode("gzip", [.. received]), StringComparison.Ordinal);
            next.Release();
        }

        await peer.Send(RstStream(1));
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task The_peers_window_holds_back_what_is_compressed()
    {
        var written = 0;
        var peer = await Serve(e => e.UseCompression().Map("GET", "/", async x =>
        {
            var body = x.RespondStreaming(headers: AkkaH2.Headers.Of(("content-type", "text/plain")));
            var noise = new Random(1);
            while (true)
            {
                var piece = new byte[8_192];
                noise.NextBytes(piece);
                await body.WriteAsync(piece, x.Aborted);
                Interlocked.Increment(ref written);
            }
        }));
        peer.AutoCredit = false;
        await peer.Send(Headers(1).Get("/").Field("accept-encoding", "gzip").EndStream());
        await peer.ExpectHeaders(1);
        for (var octets = 0; octets < 65_535;)
            octets += (await peer.ExpectData(1)).Data.Length;
        await peer.ExpectAlive();
        Assert.InRange(Volatile.Read(ref written), 0, 45); // pieces: a window and what a stream that is alone may have unsent, of noise, which gzip cannot make shorter
        await peer.Send(RstStream(1));
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task A_body_that_is_not_what_its_head_said_fails_as_without_compression()
    {
        var response = await Serve(e => e.UseCompression().Map("GET", "/", async x =>
            await x.RespondStreaming(headers: AkkaH2.Headers.Of(("content-type", "text/plain"), ("content-length", "10"))).WriteAsync("short"u8.ToArray())));
        await response.Send(Headers(1).Get("/").Field("accept-encoding", "gzip").EndStream());
        await response.ExpectStreamError(1, ErrorCode.InternalError);
    }

    [Fact]
    public async Task An_endpoint_that_fails_in_the_middle_resets()
    {
        var peer = await Serve(e => e.UseCompression().Map("GET", "/", async x =>
        {
            await x.RespondStreaming(headers: AkkaH2.Headers.Of(("content-type", "text/plain"))).WriteAsync(Encoding.ASCII.GetBytes(Long));
            throw new InvalidOperationException("boom");
        }));
        await peer.Send(Headers(1).Get("/").Field("accept-encoding", "gzip").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.InternalError);
    }

    [Fact]
    public void An_unknown_coding_says_so()
    {
        var wrong = Assert.Throws<ArgumentException>(() => new EndpointBuilder(System).UseCompression(new CompressionOptions { Codings = ["zstd"] }));
        Assert.StartsWith("\"zstd\" is no coding that is known here: br, gzip and deflate are.", wrong.Message, StringComparison.Ordinal);
    }

    private async Task<ReceivedResponse> Get(string path, params (string Name, string Value)[] fields)
    {
        var peer = await Serve(e => Map(e).UseCompression());
        var request = Headers(1).Get(path);
        foreach (var (name, value) in fields)
            request = request.Field(name, value);
        await peer.Send(request.EndStream());
        return await peer.ExpectResponse(1);
    }

    private static EndpointBuilder Map(EndpointBuilder endpoints) => endpoints
        .Map("GET", "/whole", _ => Response.Text(Long))
        .Map("GET", "/lent", _ => Typed(ResponseBody.Lent(Encoding.ASCII.GetBytes(Long), new MemoryStream())))
        .Map("GET", "/source", _ => Typed(ResponseBody.From(Source.From(Long.Chunk(1_000).Select(part => (ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes(part))))))
        .Map("GET", "/stream", _ => Typed(ResponseBody.From(new MemoryStream(Encoding.ASCII.GetBytes(Long)))))
        .Map("GET", "/written", async x =>
        {
            var body = x.RespondStreaming(headers: AkkaH2.Headers.Of(("content-type", "text/plain"), ("content-length", $"{Long.Length}")));
            foreach (var part in Long.Chunk(3_000))
                await body.WriteAsync(Encoding.ASCII.GetBytes(part), x.Aborted);
        })
        .Map("GET", "/memory", async x =>
        {
            await using var text = new StreamWriter(x.RespondStreaming(headers: AkkaH2.Headers.Of(("content-type", "text/plain"))).AsStream(), Encoding.ASCII, bufferSize: 100);
            await text.WriteAsync(Long);
        })
        .MapActor("/actor", Props.Create(() => new Writing()))
        .MapActor("/pieces", Props.Create(() => new Writing()))
        .Map("GET", "/short", _ => Response.Text("short"))
        .Map("GET", "/empty", _ => Response.Text(""))
        .Map("GET", "/image", _ => Response.Text(Long).With("content-type", "image/png"))
        .Map("GET", "/untyped", _ => new Response(200, AkkaH2.Headers.Empty, Long))
        .Map("GET", "/encoded", _ => Response.Text(Long).With("content-encoding", "zstd"))
        .Map("GET", "/no-transform", _ => Response.Text(Long).With("cache-control", "private, no-transform"))
        .Map("GET", "/range", _ => Response.Text(Long, 206).With("content-range", "bytes 0-10/100"))
        .Map("GET", "/digest", _ => Response.Text(Long).With("content-digest", "sha-256=:x:"))
        .Map("GET", "/304", _ => Response.Empty(304).With("etag", "\"1\""))
        .Map("GET", "/cookie", _ => Response.Text(Long).With("set-cookie", "id=secret"))
        .Map("GET", "/tagged", _ => Response.Text(Long).With("etag", "\"1\"").With("accept-ranges", "bytes").With("vary", "origin") with { Trailers = AkkaH2.Headers.Of(("x-end", "checked")) });

    private static Response Typed(ResponseBody body) => new(200, AkkaH2.Headers.Of(("content-type", "text/plain")), body);

    private static string Decode(string coding, byte[] octets)
    {
        using Stream decoded = coding switch
        {
            "br" => new BrotliStream(new MemoryStream(octets), CompressionMode.Decompress),
            "gzip" => new GZipStream(new MemoryStream(octets), CompressionMode.Decompress),
            _ => new ZLibStream(new MemoryStream(octets), CompressionMode.Decompress),
        };
        var plain = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = decoded.Read(buffer)) > 0;)
                plain.Write(buffer.AsSpan(0, read));
        }
        catch (InvalidDataException)
        {
            // It has not ended yet.
        }

        return Encoding.ASCII.GetString(plain.ToArray());
    }

    private sealed class Writing : ReceiveActor
    {
        public Writing()
        {
            Receive<Request>(request =>
            {
                if (request.Path == "/actor")
                {
                    Sender.Tell(Response.Text(Long));
                    return;
                }

                Sender.Tell(new ResponseStarted(200, AkkaH2.Headers.Of(("content-type", "text/plain"))));
                Sender.Tell(new Chunk(Encoding.ASCII.GetBytes(Long)));
                Sender.Tell(new Completed());
            });
            Receive<ChunkSent>(_ => { });
        }
    }
}
