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
