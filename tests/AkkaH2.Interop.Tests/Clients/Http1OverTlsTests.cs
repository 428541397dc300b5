using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>HTTP/1.1 on a port with TLS, where ALPN or its absence chooses it.</summary>
public sealed class Http1OverTlsTests
{
    [ToolTheory("curl")]
    [Trait("RFC 9113", "3.2")]
    [InlineData("sockets")]
    [InlineData("akka-io")]
    public async Task Showcase_serves_what_ALPN_chooses(string transport)
    {
        await using var showcase = await SampleConsole.StartAsync(SamplePrograms.Showcase, "--port", "0", "--tls-port", "0", "--transport", transport);
        var server = await showcase.NextAddressAsync();
        using var file = new UploadFile(5_000_000);

        foreach (var (options, version) in new (string[], string)[] { (["--http1.1"], "1.1"), (["--http1.0"], "1.1"), (["--no-alpn", "--http1.1"], "1.1"), (["--http2"], "2") })
        {
            var result = await Tool.Curl([.. options, "--insecure", "--data-binary", $"@{file.Path}", new Uri(server, "/upload").ToString()]);
            Assert.Equal((0, $"5000000\n{version} 200 7"), (result.ExitCode, result.Output));
        }
    }

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [InlineData("1.1", HttpVersionPolicy.RequestVersionExact, "1.1")]
    [InlineData("1.1", HttpVersionPolicy.RequestVersionOrHigher, "2.0")]
    [InlineData("2.0", HttpVersionPolicy.RequestVersionOrLower, "2.0")]
    public async Task HttpClient_gets_the_version_that_its_policy_leads_to(string version, HttpVersionPolicy policy, string answered)
    {
        await using var showcase = await SampleConsole.StartAsync(SamplePrograms.Showcase, "--port", "0", "--tls-port", "0");
        using var handler = new SocketsHttpHandler { UseProxy = false, SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } };
        using var client = new HttpClient(handler) { Timeout = Deadlines.Tool };
        using var request = new HttpRequestMessage(HttpMethod.Get, await showcase.NextAddressAsync()) { Version = new Version(version), VersionPolicy = policy };

        using var answer = await client.SendAsync(request);

        Assert.Equal(("Hello, World!", new Version(answered)), (await answer.Content.ReadAsStringAsync(), answer.Version));
    }

    /// <summary>HTTP/1.0 does without a host, and HTTP/1.1 may have an empty one: then nobody knows where to redirect to.</summary>
    [ToolTheory("curl")]
    [Trait("RFC 9112", "3.2")]
    [InlineData("--http1.0", "host:")]
    [InlineData("--http1.1", "host;")]
    public async Task Showcase_redirects_a_request_for_a_host_and_no_other(string version, string noHost)
    {
        await using var showcase = await SampleConsole.StartAsync(SamplePrograms.Showcase, "--port", "0", "--tls-port", "0", "--redirect-port", "0");
        var secure = await showcase.NextAddressAsync();
        var redirect = (await showcase.NextAddressAsync()).ToString();

        var found = await Tool.Curl(version, "--header", "host: example.com:80", "--include", redirect + "a?b");
        var lost = await Tool.Curl(version, "--header", noHost, "--include", redirect);

        Assert.Contains($"\r\nlocation: https://example.com:{secure.Port}/a?b\r\n", found.Output, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("HTTP/1.1 400 ", lost.Output);
        Assert.DoesNotContain("location", lost.Output, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>.NET's ClientWebSocket asks for HTTP/1.1 unless it is told to do otherwise.</summary>
    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [Trait("RFC 6455", "4")]
    [InlineData("sockets")]
    [InlineData("akka-io")]
    public async Task A_WebSocket_over_TLS_talks_and_closes(string transport)
    {
        await using var showcase = await SampleConsole.StartAsync(SamplePrograms.Showcase, "--port", "0", "--tls-port", "0", "--transport", transport);
        using var deadline = new CancellationTokenSource(Deadlines.Tool);
        using var socket = new ClientWebSocket { Options = { HttpVersion = HttpVersion.Version11, HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact } };
        socket.Options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        socket.Options.AddSubProtocol("echo");
        await socket.ConnectAsync(new UriBuilder(await showcase.NextAddressAsync()) { Scheme = "wss", Path = "/chat" }.Uri, deadline.Token);

        var message = RandomNumberGenerator.GetBytes(300_000);
        var sending = socket.SendAsync(message, WebSocketMessageType.Binary, true, deadline.Token);
        var received = new MemoryStream();
        var buffer = new byte[16_384];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(), deadline.Token);
            received.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        await sending;
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "enough", deadline.Token);

        Assert.Equal(message, received.ToArray());
        Assert.Equal(("echo", WebSocketState.Closed, WebSocketCloseStatus.NormalClosure), (socket.SubProtocol, socket.State, socket.CloseStatus));
    }

    [ToolTheory("curl")]
    [InlineData("--http1.1", "HTTP/1.1")]
    [InlineData("--http2", "HTTP/2")]
    [InlineData("--http2-prior-knowledge", "HTTP/2")]
    public async Task AlpnServer_redirects_to_TLS_and_serves_what_ALPN_chooses(string version, string served)
    {
        await using var sample = await SampleConsole.StartAsync(SamplePrograms.AlpnServer, "--redirect-port", "0", "--tls-port", "0");
        while (sample.Address.Scheme == "https")
            await sample.NextAddressAsync();

        var result = await Tool.Curl(version, "--insecure", "--location", sample.Address.ToString());

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith($"Hello over {served}!\n", result.Output);
    }
}
