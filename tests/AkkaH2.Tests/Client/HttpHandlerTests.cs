using System.Net;
using System.Text;
using AkkaH2.Client;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Client;

/// <summary>Requests and responses of <see cref="HttpClient"/> through <see cref="AkkaH2HttpHandler"/>.</summary>
public sealed class HttpHandlerTests : HttpHandlerTest
{
    [Fact, Trait("RFC 9113", "8.3.1")]
    public async Task A_request_goes_out_as_HttpClient_made_it()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/path?query") { Version = HttpVersion.Version20, Content = new StringContent("text") };
        request.Headers.Add("X-Field", ["1", "2"]);
        request.Headers.UserAgent.ParseAdd("test/1.0 (comment)");
        var response = NewHttpClient().SendAsync(request);
        var server = await Accept();
        var head = await server.ExpectHeaders(1);
        Assert.Equal(
            ("POST", "http", "example.com:8080", "/path?query", "1, 2", "test/1.0 (comment)", "text/plain; charset=utf-8", "4"),
            (head[":method"], head[":scheme"], head[":authority"], head[":path"], head["x-field"], head["user-agent"], head["content-type"], head["content-length"]));
        Assert.Equal("text", Encoding.UTF8.GetString(await server.ExpectRest(1)));
        await server.Send(Headers(1).Status(204).EndStream());
        Assert.Equal(HttpStatusCode.NoContent, (await response).StatusCode);
    }

    [Fact, Trait("RFC 9113", "8.2.2")]
    public async Task Fields_of_HTTP1_stay_behind_and_the_host_becomes_the_authority()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/") { Version = HttpVersion.Version20 };
        request.Headers.Host = "other.example";
        request.Headers.ConnectionClose = true;
        request.Headers.TransferEncodingChunked = true;
        request.Headers.TryAddWithoutValidation("Keep-Alive", "1");
        request.Headers.TE.ParseAdd("trailers");
        _ = NewHttpClient().SendAsync(request);
        var head = await (await Accept()).ExpectHeaders(1);
        Assert.Equal([":method", ":scheme", ":authority", ":path", "te"], head.Fields.Select(field => field.Name));
        Assert.Equal("other.example", head[":authority"]);
    }

    [Fact]
    public async Task A_response_arrives_with_its_fields_where_HttpClient_looks_for_them()
    {
        var (server, answer) = await Get(HttpCompletionOption.ResponseContentRead);
        await server.Send(
            Headers(1).Status(404).Field("server", "test").Field("set-cookie", "a=1").Field("set-cookie", "b=2").Field("content-type", "text/csv").Field("content-length", "4"),
            Data(1, "text").EndStream());
        using var response = await answer.WaitAsync(Deadline);
        Assert.Equal((HttpStatusCode.NotFound, HttpVersion.Version20, "test"), (response.StatusCode, response.Version, response.Headers.Server.ToString()));
        Assert.Equal(["a=1", "b=2"], response.Headers.GetValues("set-cookie"));
        Assert.Equal(("text/csv", 4L), (response.Content.Headers.ContentType!.MediaType, response.Content.Headers.ContentLength));
        Assert.Equal("text", await response.Content.ReadAsStringAsync());
    }

    [Fact, Trait("RFC 9113", "8.1")]
    public async Task A_response_to_HEAD_keeps_its_length_and_has_no_content()
    {
        var answer = NewHttpClient().SendAsync(new HttpRequestMessage(HttpMethod.Head, "/") { Version = HttpVersion.Version20 });
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.Send(Headers(1).Status(200).Field("content-length", "1000").EndStream());
        using var response = await answer.WaitAsync(Deadline);
        Assert.Equal(1000, response.Content.Headers.ContentLength);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task With_headers_read_the_response_is_there_before_its_body()
    {
        var (server, answer) = await Get(HttpCompletionOption.ResponseHeadersRead);
        await server.Send(Headers(1).Status(200));
        using var response = await answer.WaitAsync(Deadline);
        var text = response.Content.ReadAsStringAsync();
        Assert.False(text.IsCompleted);
        await server.Send(Data(1, "te"), Data(1, "xt").EndStream());
        Assert.Equal("text", await text.WaitAsync(Deadline));
    }

    [Fact]
    public async Task With_content_read_it_is_there_behind_it()
    {
        var (server, answer) = await Get(HttpCompletionOption.ResponseContentRead);
        await server.Send(Headers(1).Status(200), Data(1, "te"));
        await server.ExpectAlive();
        Assert.False(answer.IsCompleted);
        await server.Send(Data(1, "xt").EndStream());
        Assert.Equal("text", await (await answer.WaitAsync(Deadline)).Content.ReadAsStringAsync());
    }

    [Theory, Trait("RFC 9113", "8.1")]
    [InlineData(HttpCompletionOption.ResponseHeadersRead)]
    [InlineData(HttpCompletionOption.ResponseContentRead)]
    public async Task Trailers_are_there_at_the_end_of_the_body(HttpCompletionOption completion)
    {
        var (server, answer) = await Get(completion);
        await server.Send(Headers(1).Status(200), Data(1, "text"));
        await server.ExpectAlive();
        await server.Send(Headers(1).Field("x-sum", "4").EndStream());
        using var response = await answer.WaitAsync(Deadline);
        Assert.Equal("text", await response.Content.ReadAsStringAsync().WaitAsync(Deadline));
        Assert.Equal(["4"], response.TrailingHeaders.GetValues("x-sum"));
    }

    [Fact]
    public async Task They_are_there_at_once_where_the_response_came_whole()
    {
        var (server, answer) = await Get(HttpCompletionOption.ResponseHeadersRead);
        await server.Send(Headers(1).Status(200), Headers(1).Field("grpc-status", "0").EndStream());
        Assert.Equal(["0"], (await answer.WaitAsync(Deadline)).TrailingHeaders.GetValues("grpc-status"));
    }

    [Fact, Trait("RFC 9113", "8.1")]
    public async Task The_response_begins_before_the_request_has_ended()
    {
        var more = new TaskCompletionSource<string>();
        var request = new HttpRequestMessage(HttpMethod.Post, "/") { Version = HttpVersion.Version20, Content = new Streamed(async stream =>
        {
            await stream.WriteAsync("first"u8.ToArray());
            await stream.WriteAsync(Encoding.UTF8.GetBytes(await more.Task));
        }) };
        var answer = NewHttpClient().SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var server = await Accept();
        await server.ExpectHeaders(1);
        Assert.Equal(Data(1, "first"), await server.ExpectData(1));
        await server.Send(Headers(1).Status(200), Data(1, "to the first"));
        using var response = await answer.WaitAsync(Deadline);
        more.SetResult("second");
        Assert.Equal("second", Encoding.UTF8.GetString(await server.ExpectRest(1)));
        await server.Send(Data(1, ", to the second").EndStream());
        Assert.Equal("to the first, to the second", await response.Content.ReadAsStringAsync().WaitAsync(Deadline));
    }

    [Fact, Trait("RFC 9113", "5.2.1")]
    public async Task A_content_waits_for_the_window_of_the_server()
    {
        var written = 0;
        var request = new HttpRequestMessage(HttpMethod.Post, "/") { Version = HttpVersion.Version20, Content = new Streamed(async stream =>
        {
            for (; written < 1_000_000; written += 10_000)
                await stream.WriteAsync(new byte[10_000]);
        }) };
        var answer = NewHttpClient().SendAsync(request);
        var server = await AcceptRaw();
        server.AutoCredit = false;
        await server.Handshake();
        await server.ExpectHeaders(1);
        for (var received = 0; received < Protocol.Window.Initial.Octets;)
            received += (await server.ExpectData(1)).Data.Length;
        await server.ExpectAlive();
        Assert.InRange(written, 1, Protocol.Window.Initial.Octets + (4 * System.Http2().Settings.SendBufferSize) + 10_000);
        await server.Send(WindowUpdate(0, 1_000_000), WindowUpdate(1, 1_000_000));
        await server.ExpectRest(1);
        await server.Send(Headers(1).Status(204).EndStream());
        Assert.Equal(HttpStatusCode.NoContent, (await answer.WaitAsync(Deadline)).StatusCode);
    }

    [Fact]
    public async Task Each_origin_has_its_own_client_until_the_handler_is_disposed()
    {
        var client = NewHttpClient();
        _ = client.GetAsync("http://one.example/");
        var one = await Accept();
        await one.ExpectHeaders(1);
        _ = client.GetAsync("http://two.example/");
        var two = await Accept();
        Assert.Equal("two.example", (await two.ExpectHeaders(1))[":authority"]);
        _ = client.GetAsync("http://ONE.example:80/");
        await one.ExpectHeaders(3);
        client.Dispose();
        await one.ExpectGoAway(int.MaxValue, ErrorCode.NoError);
        await two.ExpectGoAway(int.MaxValue, ErrorCode.NoError);
    }

    [Fact]
    public async Task Above_its_bound_of_origins_the_one_that_rests_longest_ends_in_order()
    {
        var handler = NewHandler(maxOrigins: 2);
        var client = OnHandler(handler);
        var (one, first) = await Asked("http://one.example/");
        await one.Send(Headers(1).Status(200), Data(1, "begun, "));
        var body = await (await first.WaitAsync(Deadline)).Content.ReadAsStreamAsync();
        var (two, _) = await Asked("http://two.example/"); // has no response yet
        var (three, _) = await Asked("http://three.example/");

        await one.ExpectGoAway(int.MaxValue, ErrorCode.NoError);
        await one.Send(Data(1, "and complete").EndStream());
        Assert.Equal("begun, and complete", await new StreamReader(body).ReadToEndAsync().WaitAsync(Deadline));
        await two.ExpectAlive();
        await three.ExpectAlive();
        await Asked("http://one.example/"); // on a new connection
        await two.ExpectAlive();
        await three.ExpectAlive();

        async Task<(TestPeer Server, Task<HttpResponseMessage> Response)> Asked(string url)
        {
            var response = client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
            var server = await Accept();
            await server.ExpectHeaders(1);
            return (server, response);
        }
    }

    [Fact]
    public void A_bound_of_none_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => NewHandler(maxOrigins: 0));

    [Fact]
    public async Task A_call_has_options_and_an_informational_response_is_told()
    {
        var told = new TaskCompletionSource<int>();
        var request = new HttpRequestMessage(HttpMethod.Get, "/") { Version = HttpVersion.Version20 };
        request.Options.Set(AkkaH2HttpHandler.CallOptions, new CallOptions { OnInformational = hint => told.SetResult(hint.Status) });
        _ = NewHttpClient().SendAsync(request);
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.Send(Headers(1).Status(103).Field("link", "</style.css>"));
        Assert.Equal(103, await told.Task.WaitAsync(Deadline));
    }

    private async Task<(TestPeer Server, Task<HttpResponseMessage> Response)> Get(HttpCompletionOption completion)
    {
        var answer = NewHttpClient().GetAsync("/", completion);
        var server = await Accept();
        await server.ExpectHeaders(1);
        return (server, answer);
    }
}
