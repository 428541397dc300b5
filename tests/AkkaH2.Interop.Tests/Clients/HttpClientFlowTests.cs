using System.Net;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>.NET's HttpClient where bodies and windows matter: small windows, more requests than streams, bodies that wait or are not wanted.</summary>
public abstract class HttpClientFlowTests(InteropServer server)
{
    private const int SmallestWindow = 65_535;

    /// <summary>HttpClient sends the body without a 100 (continue) after this time: never, as far as a test can tell.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    [Trait("RFC 9113", "6.9")]
    public async Task Answers_much_longer_than_the_window_come_side_by_side()
    {
        using var client = new Client(server.Address, handler => handler.InitialHttp2StreamWindowSize = SmallestWindow);

        var bodies = await Task.WhenAll(Enumerable.Range(1, 20).Select(n => client.GetStringAsync($"/bytes/{n * 100_000}")));

        Assert.Equal(Enumerable.Range(1, 20).Select(n => n * 100_000), bodies.Select(body => body.Length));
    }

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [Trait("RFC 9113", "5.1.2")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Five_hundred_posts_at_once_wait_for_a_stream_or_take_another_connection(bool moreConnections)
    {
        using var client = new Client(server.Address, handler => handler.EnableMultipleHttp2Connections = moreConnections);

        var echoes = await Task.WhenAll(Enumerable.Range(0, 500).Select(n => EchoAsync(client, $"the body of request {n}")));

        Assert.Equal(Enumerable.Range(0, 500).Select(n => $"the body of request {n}"), echoes);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    [Trait("RFC 9110", "10.1.1")]
    public async Task A_body_that_waits_for_100_is_asked_for()
    {
        using var client = new Client(server.Address, handler => handler.Expect100ContinueTimeout = Never);

        using var answer = await client.SendAsync(Expecting("/expect", GeneratedContent.Of(200_000)));

        Assert.Equal("200000", await answer.Content.ReadAsStringAsync());
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    [Trait("RFC 9110", "10.1.1")]
    public async Task A_body_that_waits_for_100_is_not_sent_where_it_is_not_wanted()
    {
        using var client = new Client(server.Address, handler => handler.Expect100ContinueTimeout = Never);
        var sent = false;

        using var answer = await client.SendAsync(Expecting("/no/such/path", GeneratedContent.Of(200_000, () => sent = true)));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.False(sent);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    [Trait("RFC 9113", "8.1")]
    public async Task An_answer_before_the_end_of_the_body_is_taken_and_the_rest_is_not_sent()
    {
        const int Blocks = 10_000;
        using var client = new Client(server.Address);
        for (var i = 0; i < 10; i++)
        {
            var blocks = 0;

            using var answer = await client.SendAsync("POST", "/no/such/path", GeneratedContent.Of((long)Blocks << 16, () => blocks++));

            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.InRange(blocks, 0, Blocks - 1);
            Assert.Equal("Hello, World!", await client.GetStringAsync("/"));
        }
    }

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [Trait("RFC 9110", "9.3.2")]
    [InlineData("/")]
    [InlineData("/string")]
    [InlineData("/streaming")]
    [InlineData("/bytes/1000000")]
    public async Task HEAD_has_the_fields_of_GET_and_no_body(string path)
    {
        using var client = new Client(server.Address);
        using var get = await client.SendAsync("GET", path);

        using var head = await client.SendAsync("HEAD", path);

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    private static HttpRequestMessage Expecting(string path, HttpContent body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        request.Headers.ExpectContinue = true;
        return request;
    }

    private static async Task<string> EchoAsync(Client client, string text)
    {
        using var answer = await client.SendAsync("POST", "/echo", new StringContent(text));
        return await answer.Content.ReadAsStringAsync();
    }
}

[Collection(OnAkkaIo.Name)]
public sealed class HttpClientFlowOnAkkaIo(AkkaIoServer server) : HttpClientFlowTests(server);

[Collection(OnSockets.Name)]
public sealed class HttpClientFlowOnSockets(SocketsServer server) : HttpClientFlowTests(server);
