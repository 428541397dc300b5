using System.Net;
using Akka.Streams.Dsl;
using AkkaH2.Client;
using AkkaH2.Endpoints;
using AkkaH2.Server;

namespace AkkaH2.Tests.Client;

/// <summary>Requests and responses of every form, to a server of this house.</summary>
public sealed class RequestTests : ClientTest
{
    private ServerBinding _server = null!;
    private Http2Client _client = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _server = await System.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), Endpoints);
        _client = System.Http2().Client($"http://{_server.LocalEndPoint}");
    }

    [Fact]
    public async Task A_short_response_is_complete_at_once()
    {
        var response = await _client.SendAsync(Request.Get("/hello?a=b")).WaitAsync(Deadline);
        Assert.Equal((200, "text/plain; charset=utf-8"), (response.Status, response.Headers["content-type"]));
        Assert.Equal("hello", await response.Body.ReadTextAsync(100));
        Assert.Equal(5, response.Body.Length);
    }

    [Fact]
    public async Task The_request_says_where_it_goes()
    {
        var response = await _client.SendAsync(Request.Of("DELETE", "/target?a=b").With("X-Field", "value"));
        Assert.Equal($"DELETE http {_server.LocalEndPoint} /target?a=b value", await response.Body.ReadTextAsync(100));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(10_000_000)]
    public async Task A_body_goes_there_and_back(int octets)
    {
        var body = Octets(octets);
        Assert.Equal(body, await (await _client.SendAsync(Request.Post("/echo", body)).WaitAsync(Deadline)).Body.ReadToEndAsync(octets));
    }

    [Fact]
    public async Task So_does_one_of_a_source_one_of_a_function_and_one_of_a_stream()
    {
        var chunks = Enumerable.Range(0, 100).Select(i => (ReadOnlyMemory<byte>)Octets(10_000 + i)).ToArray();
        Request[] requests =
        [
            Request.Post("/echo", ResponseBody.From(Source.From(chunks))),
            Request.Of("POST", "/echo").WithBody(async (writer, _) =>
            {
                foreach (var chunk in chunks)
                    await writer.WriteAsync(chunk);
            }),
            Request.Of("POST", "/echo").WithBody(async (writer, wanted) =>
            {
                await using var stream = writer.AsStream();
                foreach (var chunk in chunks)
                    await stream.WriteAsync(chunk, wanted);
                await stream.FlushAsync(wanted);
            }),
        ];
        var whole = chunks.SelectMany(chunk => chunk.ToArray()).ToArray();
        foreach (var request in requests)
            Assert.Equal(whole, await (await _client.SendAsync(request).WaitAsync(Deadline)).Body.ReadToEndAsync(whole.Length));
    }

    [Fact]
    public async Task A_response_is_read_as_chunks_as_a_source_and_as_a_stream()
    {
        var chunked = new MemoryStream();
        await foreach (var chunk in (await _client.SendAsync(Request.Get("/bytes/300000"))).Body)
            chunked.Write(chunk.Span);
        var materializer = Akka.Streams.ActorMaterializerExtensions.Materializer(System);
        var sourced = await (await _client.SendAsync(Request.Get("/bytes/300000"))).Body.AsSource().RunAggregate(0, (sum, chunk) => sum + chunk.Length, materializer);
        var streamed = new MemoryStream();
        await (await _client.SendAsync(Request.Get("/bytes/300000"))).Body.AsStream().CopyToAsync(streamed);
        Assert.Equal((300_000, 300_000, 300_000), (chunked.Length, sourced, streamed.Length));
    }

    [Fact, Trait("RFC 9113", "8.1")]
    public async Task Trailers_go_both_ways()
    {
        var response = await _client.SendAsync(Request.Post("/trailers", "body").WithTrailers(Headers.Of(("X-Sum", "7"))));
        Assert.Equal("body", await response.Body.ReadTextAsync(100));
        Assert.Equal("7", response.Trailers["x-sum"]);
    }

    [Fact, Trait("RFC 9113", "8.1")]
    public async Task A_writer_sets_its_trailers_when_it_knows_them()
    {
        var response = await _client.SendAsync(Request.Of("POST", "/trailers").WithBody(async (writer, _) =>
        {
            await writer.WriteAsync("body"u8.ToArray());
            writer.Trailers = Headers.Of(("x-sum", "8"));
        }));
        Assert.Equal("body", await response.Body.ReadTextAsync(100));
        Assert.Equal("8", response.Trailers["x-sum"]);
    }

    [Fact, Trait("RFC 9110", "15.2")]
    public async Task Informational_responses_come_in_order_before_the_response()
    {
        var informed = new List<int>();
        var response = await _client.SendAsync(Request.Get("/hints"), new CallOptions { OnInformational = informational => informed.Add(informational.Status) });
        Assert.Equal([103, 104, 103], informed);
        Assert.Equal(200, response.Status);
    }

    [Theory, Trait("RFC 9110", "6.4.1")]
    [InlineData("HEAD", "/hello", 200)]
    [InlineData("GET", "/nothing", 204)]
    public async Task Some_responses_have_no_body(string method, string path, int status)
    {
        var response = await _client.SendAsync(Request.Of(method, path));
        Assert.Equal((status, 0L), (response.Status, response.Body.Length));
    }

    [Fact, Trait("RFC 9113", "6.9")]
    public async Task A_body_that_nobody_reads_stops_its_sender_and_no_other()
    {
        var slow = await _client.SendAsync(Request.Get("/bytes/20000000"));
        var quick = await _client.SendAsync(Request.Get("/bytes/5000000")).WaitAsync(Deadline);
        Assert.Equal(5_000_000, (await quick.Body.ReadToEndAsync(5_000_000).WaitAsync(Deadline)).Length);
        Assert.Equal(20_000_000, (await slow.Body.ReadToEndAsync(20_000_000).WaitAsync(Deadline)).Length);
    }

    [Fact]
    public async Task What_an_endpoint_received_is_sent_on_as_it_comes_and_so_is_the_response()
    {
        var front = await System.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), endpoints =>
            endpoints.MapAll(request => _client.SendAsync(request)));
        await using var client = System.Http2().Client($"http://{front.LocalEndPoint}");
        var body = Octets(1_000_000);
        var response = await client.SendAsync(Request.Post("/echo", ResponseBody.From(Source.From(body.Chunk(50_000).Select(chunk => (ReadOnlyMemory<byte>)chunk)))));
        Assert.Equal(body, await response.Body.ReadToEndAsync(body.Length).WaitAsync(Deadline));
    }

    [Fact]
    public async Task A_thousand_requests_at_once_are_all_answered()
    {
        var responses = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => _client.SendAsync(Request.Post("/echo", $"{i}")))).WaitAsync(Deadline);
        for (var i = 0; i < responses.Length; i++)
            Assert.Equal($"{i}", await responses[i].Body.ReadTextAsync(10));
    }

    private static byte[] Octets(int count)
    {
        var octets = new byte[count];
        new Random(count).NextBytes(octets);
        return octets;
    }

    private static void Endpoints(EndpointBuilder endpoints) => endpoints
        .Map("GET", "/hello", x => x.Respond("hello"))
        .Map("HEAD", "/hello", x => x.Respond("hello"))
        .Map("GET", "/nothing", x => x.Respond(Response.Empty(204)))
        .Map("DELETE", "/target", x => x.Respond($"{x.Request.Method} {x.Request.Scheme} {x.Request.Authority} {x.Request.Target} {x.Request.Headers["x-field"]}"))
        .Map("POST", "/echo", async x => await x.RespondStreaming().WriteAsync(x.Request.Body), new RouteOptions { MaxRequestBodySize = BodyLimit.Unlimited })
        .Map("GET", "/bytes/{n}", x => x.Respond(Octets(int.Parse(x.Route["n"]))))
        .Map("POST", "/trailers", async x =>
        {
            var body = await x.Request.Body.ReadToEndAsync(1_000);
            x.Respond(new Response(200, Headers.Empty, body) { Trailers = x.Request.Body.Trailers });
        })
        .Map("GET", "/hints", x =>
        {
            foreach (var status in (int[])[103, 104, 103])
                x.SendInformational(status);
            x.Respond("done");
        });
}
