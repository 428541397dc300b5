using System.Net;
using System.Text;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>.NET's HttpClient over one connection: heads, statuses and small bodies.</summary>
public abstract class HttpClientTests(InteropServer server)
{
    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [InlineData("GET", "/")]
    [InlineData("GET", "/string")]
    [InlineData("GET", "/bytes")]
    [InlineData("GET", "/streaming")]
    [InlineData("POST", "/string")]
    [InlineData("POST", "/bytes")]
    [InlineData("POST", "/streaming")]
    public async Task Each_way_to_respond_gives_the_same_body(string method, string path)
    {
        using var client = new Client(server.Address);

        using var answer = await client.SendAsync(method, path, method == "POST" ? new StringContent("a body to be read first") : null);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(HttpVersion.Version20, answer.Version);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Hello, World!", await answer.Content.ReadAsStringAsync());
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task The_requests_fields_arrive_as_they_were_sent()
    {
        using var client = new Client(server.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/headers");
        request.Headers.Add("X-Plain", "some value");
        request.Headers.Add("X-Odd", "\"quoted\"; a=b, c");

        using var answer = await client.SendAsync(request);
        var fields = (await answer.Content.ReadAsStringAsync()).Split('\n');

        Assert.Contains("x-plain: some value", fields);
        Assert.Contains("x-odd: \"quoted\"; a=b, c", fields);
    }

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [Trait("RFC 9113", "6.10")]
    [InlineData(1_000)]
    [InlineData(10_000)]
    [InlineData(20_000)]
    public async Task A_long_field_arrives_whole(int length)
    {
        using var client = new Client(server.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/headers");
        request.Headers.Add("x-long", new string('v', length));

        using var answer = await client.SendAsync(request);

        Assert.Contains("x-long: " + new string('v', length), (await answer.Content.ReadAsStringAsync()).Split('\n'));
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task The_same_fields_again_and_again_stay_the_same()
    {
        using var client = new Client(server.Address);
        for (var i = 0; i < 200; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/headers");
            request.Headers.Add("x-count", $"{i}");
            request.Headers.Add("x-steady", "always this");

            using var answer = await client.SendAsync(request);
            var fields = (await answer.Content.ReadAsStringAsync()).Split('\n');

            Assert.Contains($"x-count: {i}", fields);
            Assert.Contains("x-steady: always this", fields);
        }
    }

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [InlineData("counter")] // an actor
    [InlineData("entity")] // of a shard, in a cluster of one node
    public async Task A_counter_counts_for_each_id_by_itself(string kind)
    {
        using var client = new Client(server.Address);
        var (one, other) = ($"/{kind}/{Guid.NewGuid():N}", $"/{kind}/{Guid.NewGuid():N}");

        Assert.Equal("1", await client.GetStringAsync(one));
        Assert.Equal("2", await client.GetStringAsync(one));
        Assert.Equal("1", await client.GetStringAsync(other));
        Assert.Equal("3", await client.GetStringAsync(one));
    }

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [InlineData("GET", "/nowhere")]
    [InlineData("GET", "/bytes/1/2")]
    [InlineData("POST", "/hello")]
    public async Task An_unknown_path_is_404(string method, string path)
    {
        using var client = new Client(server.Address);

        using var answer = await client.SendAsync(method, path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [InlineData("POST", "/", "GET")]
    [InlineData("GET", "/upload", "POST")]
    [InlineData("DELETE", "/bytes/1", "GET")]
    [InlineData("PUT", "/streaming", "GET, POST")]
    public async Task A_wrong_method_is_405_and_the_answer_names_the_right_ones(string method, string path, string allowed)
    {
        using var client = new Client(server.Address);

        using var answer = await client.SendAsync(method, path);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Superset(allowed.Split(", ").ToHashSet(), answer.Content.Headers.Allow.ToHashSet());
        Assert.DoesNotContain(method, answer.Content.Headers.Allow);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_request_in_utf_8_is_echoed_in_utf_8()
    {
        using var client = new Client(server.Address);

        using var answer = await client.SendAsync("POST", "/echo", new StringContent("Grüße, 世界", Encoding.UTF8));

        Assert.Equal("Grüße, 世界", await answer.Content.ReadAsStringAsync());
    }
}

[Collection(OnAkkaIo.Name)]
public sealed class HttpClientOnAkkaIo(AkkaIoServer server) : HttpClientTests(server);

[Collection(OnSockets.Name)]
public sealed class HttpClientOnSockets(SocketsServer server) : HttpClientTests(server);
