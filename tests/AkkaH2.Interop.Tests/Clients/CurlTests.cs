namespace AkkaH2.Interop.Tests.Clients;

/// <summary>curl with prior knowledge (nghttp2 as its codec).</summary>
public abstract class CurlTests(InteropServer server)
{
    [ToolTheory("curl")]
    [InlineData("GET", "/")]
    [InlineData("GET", "/string")]
    [InlineData("GET", "/bytes")]
    [InlineData("GET", "/streaming")]
    [InlineData("POST", "/string")]
    [InlineData("POST", "/bytes")]
    [InlineData("POST", "/streaming")]
    public async Task Each_way_to_respond_gives_the_same_13_octets(string method, string path)
    {
        var result = await Tool.Curl("--request", method, server.Url(path));

        Assert.Equal("Hello, World!\n2 200 13", Succeeded(result));
    }

    [ToolFact("curl")]
    public async Task A_fixed_answer_carries_its_type_and_length()
    {
        var result = await Tool.Curl("--include", server.Url("/"));

        Assert.Contains("content-type: text/plain", result.Output);
        Assert.Contains("content-length: 13", result.Output);
        Assert.Contains("date: ", result.Output);
    }

    [ToolFact("curl")]
    [Trait("RFC 9110", "9.3.2")]
    public async Task HEAD_is_answered_as_GET_without_the_body()
    {
        var result = await Tool.Curl("--head", server.Url("/"));

        Assert.Contains("content-length: 13", result.Output);
        Assert.EndsWith("\n2 200 0", Succeeded(result));
    }

    [ToolTheory("curl")]
    [Trait("RFC 9110", "9.3.2")]
    [InlineData("/string")]
    [InlineData("/streaming")]
    [InlineData("/bytes/1000000")]
    public async Task HEAD_of_a_longer_answer_has_no_body_either(string path)
    {
        var result = await Tool.Curl("--head", server.Url(path));

        Assert.EndsWith("\n2 200 0", Succeeded(result));
    }

    [ToolFact("curl")]
    [Trait("RFC 9113", "8.1")]
    public async Task Trailers_come_after_the_body()
    {
        var result = await Tool.Curl("--include", server.Url("/trailers"));

        Assert.Contains("line 3\nx-count: 3\r\nx-checksum: ", Succeeded(result));
    }

    [ToolFact("curl")]
    public async Task A_client_that_reads_slowly_gets_all_in_the_end()
    {
        var result = await Tool.Curl("--limit-rate", "2M", "--output", "/dev/null", server.Url("/bytes/5000000"));

        Assert.Equal("\n2 200 5000000", Succeeded(result));
    }

    [ToolFact("curl")]
    public async Task A_posted_body_comes_back_from_echo()
    {
        var result = await Tool.Curl("--data-binary", "what goes up comes down", server.Url("/echo"));

        Assert.Equal("what goes up comes down\n2 200 23", Succeeded(result));
    }

    [ToolTheory("curl")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16_385)]
    [InlineData(5_000_000)]
    public async Task An_uploaded_file_is_counted(int octets)
    {
        using var file = new UploadFile(octets);

        var result = await Tool.Curl("--data-binary", $"@{file.Path}", server.Url("/upload"));

        Assert.StartsWith($"{octets}\n2 200", Succeeded(result));
    }

    [ToolFact("curl")]
    public async Task A_file_is_uploaded_as_it_is_read()
    {
        using var file = new UploadFile(5_000_000);

        var result = await Tool.Curl("--request", "POST", "--upload-file", file.Path, server.Url("/upload"));

        Assert.Equal("5000000\n2 200 7", Succeeded(result));
    }

    [ToolFact("curl")]
    [Trait("RFC 9110", "15.2")]
    public async Task Early_hints_come_before_the_answer()
    {
        var result = await Tool.Curl("--include", server.Url("/early-hints"));

        Assert.StartsWith("HTTP/2 103", result.Output);
        Assert.Contains("link: </style.css>", result.Output);
        Assert.Contains("HTTP/2 200", result.Output);
        Assert.EndsWith("Hello, World!\n2 200 13", Succeeded(result));
    }

    [ToolFact("curl")]
    [Trait("RFC 9110", "10.1.1")]
    public async Task A_body_that_waits_for_100_is_asked_for()
    {
        using var file = new UploadFile(100_000);

        var result = await Tool.Curl(
            "--include", "--header", "expect: 100-continue", "--expect100-timeout", "60", "--max-time", "30", "--data-binary", $"@{file.Path}", server.Url("/expect"));

        Assert.StartsWith("HTTP/2 100", result.Output);
        Assert.Contains("100000\n2 200", Succeeded(result));
    }

    [ToolFact("curl")]
    public async Task An_unknown_path_is_404()
    {
        var result = await Tool.Curl(server.Url("/no/such/path"));

        Assert.Contains("\n2 404", result.Output);
    }

    [ToolFact("curl")]
    public async Task A_wrong_method_is_405_and_the_answer_names_the_right_ones()
    {
        var result = await Tool.Curl("--include", "--request", "DELETE", server.Url("/string"));

        Assert.Contains("\n2 405", result.Output);
        var allowed = result.Output.Split('\n').Single(line => line.StartsWith("allow: ", StringComparison.Ordinal));
        Assert.Contains("GET", allowed);
        Assert.Contains("POST", allowed);
    }

    [ToolFact("curl")]
    public async Task An_endpoint_that_throws_is_500()
    {
        var result = await Tool.Curl(server.Url("/crash"));

        Assert.Contains("\n2 500", result.Output);
    }

    [ToolFact("curl")]
    public async Task An_endpoint_that_throws_after_the_head_resets_its_stream()
    {
        const int Http2StreamError = 92;

        var result = await Tool.Curl(server.Url("/crash-late"));

        Assert.Equal(Http2StreamError, result.ExitCode);
        Assert.Contains("INTERNAL_ERROR", result.Error);
    }

    [ToolFact("curl")]
    public async Task A_client_that_gives_up_on_a_slow_answer_harms_nobody()
    {
        const int TimedOut = 28;

        var gaveUp = await Tool.Curl("--max-time", "0.2", server.Url("/slow/60000"));
        var next = await Tool.Curl(server.Url("/"));

        Assert.Equal(TimedOut, gaveUp.ExitCode);
        Assert.Equal("Hello, World!\n2 200 13", Succeeded(next));
    }

    private static string Succeeded(ToolResult result) => result.ExitCode == 0 ? result.Output : throw new InvalidOperationException($"curl: {result}");
}

[Collection(OnAkkaIo.Name)]
public sealed class CurlOnAkkaIo(AkkaIoServer server) : CurlTests(server);

[Collection(OnSockets.Name)]
public sealed class CurlOnSockets(SocketsServer server) : CurlTests(server);
