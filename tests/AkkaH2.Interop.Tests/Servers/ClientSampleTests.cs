using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace AkkaH2.Interop.Tests.Servers;

/// <summary>samples/Client against samples/Showcase: what it prints, and with which code it exits.</summary>
[Collection(OnSockets.Name)]
public sealed partial class ClientSampleTests(SocketsServer server)
{
    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [InlineData("HTTP/2.0 200")]
    [InlineData("HTTP/2.0 200", "--prior-knowledge")]
    [InlineData("HTTP/2.0 200", "--upgrade")]
    [InlineData("HTTP/1.1 200", "--http1.1")]
    public async Task A_body_is_printed_behind_its_head(string status, params string[] options)
    {
        var result = await RunAsync(["-i", .. options, server.Url("/")]);
        Assert.StartsWith($"{status}\n", result.Output);
        Assert.EndsWith("\n\nHello, World!", result.Output);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Informational_responses_and_trailers_are_printed()
    {
        var result = await RunAsync("-i", server.Url("/early-hints"), server.Url("/trailers"));
        Assert.StartsWith("HTTP 103\nlink: ", result.Output);
        Assert.Contains("\nx-count: ", result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_body_is_sent_from_the_command_line_a_file_and_standard_input()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "from a file");
        Assert.Equal("text", (await RunAsync("-d", "text", server.Url("/echo"))).Output);
        Assert.Equal("from a file", (await RunAsync("-d", $"@{file}", server.Url("/echo"))).Output);
        File.Delete(file);
        var piped = await ToolProcess.RunAsync("sh", ["-c", "printf piped | dotnet \"$@\"", "sh", SamplePrograms.Client, "-d", "@-", server.Url("/echo")], Deadlines.Tool);
        Assert.Equal("piped", piped.Output);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Fields_and_the_method_are_sent()
    {
        var result = await RunAsync("-H", "x-a: one", "-H", "x-b:two", server.Url("/headers"));
        Assert.Contains("x-a: one\n", result.Output);
        Assert.Contains("x-b: two\n", result.Output);
        Assert.StartsWith("HTTP/2.0 405\n", (await RunAsync("-X", "DELETE", "-i", server.Url("/string"))).Output);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Every_frame_of_both_directions_is_shown_without_secrets()
    {
        var result = await RunAsync("--verbose", "-H", "authorization: Basic c2VjcmV0", server.Url("/"));
        Assert.Equal(("Hello, World!", 0), (result.Output, result.ExitCode));
        Assert.Contains("> SETTINGS stream=0 ", result.Error);
        Assert.Contains("> HEADERS stream=1 END_STREAM :method: GET, ", result.Error);
        Assert.Contains("authorization: (hidden)", result.Error);
        Assert.DoesNotContain("c2VjcmV0", result.Error);
        Assert.Contains("< HEADERS stream=1 :status: 200, ", result.Error);
        Assert.Contains("< DATA stream=1 END_STREAM 13 octets", result.Error);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Many_requests_end_in_one_line()
    {
        var result = await RunAsync("-n", "300", "-c", "30", server.Url("/"));
        Assert.Matches(Summary(), result.Output);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [InlineData(0, "/no-such-page")]
    [InlineData(22, "/no-such-page", "--fail")]
    [InlineData(28, "/slow/60000", "--timeout", "1")]
    [InlineData(92, "/crash-late")]
    public async Task The_exit_code_says_what_happened(int code, string path, params string[] options)
    {
        var result = await RunAsync([.. options, server.Url(path)]);
        Assert.Equal(code, result.ExitCode);
        Assert.Equal(code == 0 ? 0 : 1, result.Error.Count(c => c == '\n'));
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Nobody_listens_is_7()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        var result = await RunAsync($"http://127.0.0.1:{port}/");
        Assert.Equal(7, result.ExitCode);
        Assert.Contains($"127.0.0.1:{port}", result.Error);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_certificate_that_is_not_trusted_is_35()
    {
        var url = new Uri(await server.Process.SecureAddress, "/").ToString();
        var refused = await RunAsync(url);
        Assert.Equal(35, refused.ExitCode);
        Assert.Contains("the server's certificate comes from an authority that is not trusted", refused.Error);
        Assert.Equal("Hello, World!", (await RunAsync("--cacert", server.Certificate, url)).Output);
        Assert.Equal("Hello, World!", (await RunAsync("--insecure", url)).Output);
    }

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [InlineData("is not an http or https URL", "ftp://example.com")]
    [InlineData("is not a field", "-H", "nonsense", "http://localhost")]
    [InlineData("Only one of", "--upgrade", "--http1.1", "http://localhost")]
    [InlineData("no-such-file", "-d", "@no-such-file", "http://localhost")]
    public async Task A_wrong_option_is_named(string said, params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(said, result.Error);
    }

    [GeneratedRegex(@"^300 ok, 0 failed, 0 retried, in \d+\.\d{3} s\n$")]
    private static partial Regex Summary();

    private static Task<ToolResult> RunAsync(params string[] arguments) => ToolProcess.RunAsync("dotnet", [SamplePrograms.Client, .. arguments], Deadlines.Tool);
}
