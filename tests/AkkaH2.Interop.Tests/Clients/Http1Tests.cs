using System.Net;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>HTTP/1.1 and the upgrade to HTTP/2, on the port that serves HTTP/2 with prior knowledge.</summary>
public abstract class Http1Tests(InteropServer server)
{
    [ToolTheory("curl")]
    [InlineData("--http1.1", "GET", "/", "1.1")]
    [InlineData("--http1.1", "POST", "/string", "1.1")]
    [InlineData("--http1.1", "POST", "/streaming", "1.1")]
    [InlineData("--http1.0", "GET", "/streaming", "1.1")] // of the server
    [InlineData("--http2", "GET", "/", "2")]
    [InlineData("--http2", "GET", "/streaming", "2")]
    [InlineData("--http2-prior-knowledge", "GET", "/", "2")]
    public async Task One_port_serves_each_version_of_curl(string version, string method, string path, string answered)
    {
        var result = await Tool.Curl(version, "--request", method, server.Url(path));

        Assert.Equal($"Hello, World!\n{answered} 200 13", Succeeded(result));
    }

    [ToolTheory("curl")]
    [Trait("RFC 9112", "7.1")]
    [InlineData("x-nothing: here")]
    [InlineData("transfer-encoding: chunked")]
    public async Task A_body_with_a_length_or_in_chunks_is_read_whole(string field)
    {
        using var file = new UploadFile(5_000_000);

        var result = await Tool.Curl("--http1.1", "--header", field, "--data-binary", $"@{file.Path}", server.Url("/upload"));

        Assert.Equal("5000000\n1.1 200 7", Succeeded(result));
    }

    [ToolFact("curl")]
    [Trait("RFC 9110", "10.1.1")]
    public async Task A_body_that_waits_for_100_is_asked_for()
    {
        using var file = new UploadFile(100_000);

        var result = await Tool.Curl(
            "--http1.1", "--include", "--header", "expect: 100-continue", "--expect100-timeout", "60", "--max-time", "30", "--data-binary", $"@{file.Path}", server.Url("/expect"));

        Assert.StartsWith("HTTP/1.1 100", result.Output);
        Assert.Contains("100000\n1.1 200", Succeeded(result));
    }

    [ToolFact("curl")]
    [Trait("RFC 9112", "7.1.2")]
    public async Task Trailers_come_behind_the_last_chunk()
    {
        var result = await Tool.Curl("--http1.1", "--include", server.Url("/trailers"));

        Assert.Contains("line 3\nx-count: 3\r\nx-checksum: ", Succeeded(result));
    }

    [ToolFact("curl")]
    public async Task Early_hints_are_kept_from_clients_that_may_take_them_for_the_response()
    {
        var result = await Tool.Curl("--http1.1", "--include", server.Url("/early-hints"));

        Assert.StartsWith("HTTP/1.1 200", Succeeded(result));
    }

    [ToolTheory("curl")]
    [InlineData("/crash", 500)]
    [InlineData("/no/such/path", 404)]
    [InlineData("/upload", 405)]
    public async Task A_request_that_cannot_be_served_has_its_status_and_the_connection_goes_on(string path, int status)
    {
        var result = await Tool.Curl("--http1.1", "--output", "/dev/null", server.Url(path), "--output", "/dev/null", server.Url("/"), "--write-out", "%{http_code} %{num_connects}\n");

        Assert.Equal($"{status} 1\n200 0\n", Succeeded(result));
    }

    [ToolFact("curl")]
    [Trait("RFC 9112", "8")]
    public async Task A_response_that_fails_half_way_is_not_taken_for_a_whole_one()
    {
        var result = await Tool.Curl("--http1.1", server.Url("/crash-late"));

        Assert.True(result.ExitCode is 18 or 56, $"{result}"); // a part of the file, or a reset
        Assert.StartsWith("the last words of a crashing endpoint\n", result.Output);
    }

    [ToolFact("nghttp")]
    [Trait("RFC 7540", "3.2")]
    public async Task Nghttp_upgrades_and_goes_on_with_more_streams()
    {
        var result = await Tool.Nghttp("--upgrade", "--verbose", server.Url("/"), server.Url("/bytes/100000"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("HTTP Upgrade success", result.Output);
        Assert.Equal(2, result.Output.Split(":status: 200").Length - 1);
        Assert.Contains("Hello, World!", result.Output);
    }

    [ToolFact("node")]
    [Trait("RFC 9112", "9.3")]
    public async Task Node_goes_from_exchange_to_exchange_on_one_connection()
    {
        var result = await Tool.Node("http1.mjs", server.Address, "what goes up ", "comes down");

        Assert.Equal(
            """{"get":"Hello, World!","echo":"what goes up comes down","count":"3","missing":404,"connections":1}""",
            result.GetRawText());
    }

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [InlineData("1.1", HttpVersionPolicy.RequestVersionExact, "1.1")]
    [InlineData("1.1", HttpVersionPolicy.RequestVersionOrLower, "1.1")]
    [InlineData("1.1", HttpVersionPolicy.RequestVersionOrHigher, "1.1")] // cleartext has nothing to negotiate with
    [InlineData("1.0", HttpVersionPolicy.RequestVersionExact, "1.1")]
    [InlineData("2.0", HttpVersionPolicy.RequestVersionOrLower, "1.1")]
    [InlineData("2.0", HttpVersionPolicy.RequestVersionExact, "2.0")]
    public async Task HttpClient_gets_the_version_that_its_policy_leads_to(string version, HttpVersionPolicy policy, string answered)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Deadlines.Tool };
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Url("/echo")) { Version = new Version(version), VersionPolicy = policy, Content = new StringContent("up and down") };

        using var answer = await client.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, new Version(answered)), (answer.StatusCode, answer.Version));
        Assert.Equal("up and down", await answer.Content.ReadAsStringAsync());
    }

    private static string Succeeded(ToolResult result) => result.ExitCode == 0 ? result.Output : throw new InvalidOperationException($"curl: {result}");
}

[Collection(OnAkkaIo.Name)]
public sealed class Http1OnAkkaIo(AkkaIoServer server) : Http1Tests(server);

[Collection(OnSockets.Name)]
public sealed class Http1OnSockets(SocketsServer server) : Http1Tests(server);
