using System.Net;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>Clients that speak HTTP/2 over TLS, and verify the certificate.</summary>
public abstract class TlsTests(InteropServer server)
{
    private static readonly Version[] Versions = [HttpVersion.Version11, HttpVersion.Version20, HttpVersion.Version30];

    [ToolTheory("curl")]
    [Trait("RFC 9113", "3.2")]
    [InlineData("--tlsv1.2", "--tls-max", "1.2")]
    [InlineData("--tlsv1.3")]
    public async Task Curl_gets_HTTP2_by_ALPN(params string[] version)
    {
        var result = await Tool.Curl(["--cacert", server.Certificate, "--http2", .. version, await Url("/")]);

        Assert.Equal("Hello, World!\n2 200 13", result.Output);
    }

    [ToolFact("curl")]
    public async Task Curl_downloads_and_uploads()
    {
        using var file = new UploadFile(5_000_000);

        var down = await Tool.Curl(["--cacert", server.Certificate, "--http2", "--output", "/dev/null", await Url("/bytes/10000000")]);
        var up = await Tool.Curl(["--cacert", server.Certificate, "--http2", "--data-binary", $"@{file.Path}", await Url("/upload")]);

        Assert.Equal("\n2 200 10000000", down.Output);
        Assert.Equal("5000000\n2 200 7", up.Output);
    }

    [ToolFact("curl")]
    [Trait("RFC 9110", "15.5.20")]
    public async Task Curl_is_misdirected_where_it_asks_for_another_host()
    {
        var result = await Tool.Curl(["--cacert", server.Certificate, "--http2", "--header", "host: other.example", await Url("/")]);

        Assert.Contains("\n2 421", result.Output);
    }

    [ToolFact("nghttp")]
    [Trait("RFC 9113", "3.2")]
    public async Task Nghttp_negotiates_h2()
    {
        var result = await Tool.Nghttp("-v", "--no-verify-peer", await Url("/"));

        Assert.Contains("The negotiated protocol: h2", result.Output);
        Assert.Contains(":status: 200", result.Output);
        Assert.Contains("Hello, World!", result.Output);
    }

    [ToolTheory("node")]
    [Trait("RFC 9113", "9.2")]
    [InlineData("TLSv1.2")]
    [InlineData("TLSv1.3")]
    public async Task Node_gets_a_secure_session(string version)
    {
        var answer = await Tool.Node("tls.mjs", await Address(), server.Certificate, version);

        Assert.Equal("h2", answer.GetProperty("alpn").GetString());
        Assert.Equal(version, answer.GetProperty("version").GetString());
        Assert.Equal(200, answer.GetProperty("status").GetInt32());
        Assert.Equal("Hello, World!", answer.GetProperty("body").GetString());
    }

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [Trait("RFC 9113", "3.2")]
    [InlineData(2, HttpVersionPolicy.RequestVersionExact)]
    [InlineData(2, HttpVersionPolicy.RequestVersionOrLower)]
    [InlineData(2, HttpVersionPolicy.RequestVersionOrHigher)]
    [InlineData(1, HttpVersionPolicy.RequestVersionOrHigher)]
    [InlineData(3, HttpVersionPolicy.RequestVersionOrLower)]
    public async Task HttpClient_gets_HTTP2_by_every_policy_that_allows_it(int major, HttpVersionPolicy policy)
    {
        using var client = await HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Version = Versions[major - 1], VersionPolicy = policy };

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpVersion.Version20, answer.Version);
        Assert.Equal("Hello, World!", await answer.Content.ReadAsStringAsync());
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task HttpClient_has_many_requests_under_way()
    {
        using var client = await HttpClient();

        var lengths = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ => (await client.GetByteArrayAsync("/bytes/100000")).Length));

        Assert.All(lengths, length => Assert.Equal(100_000, length));
    }

    private Task<Uri> Address() => server.Process.SecureAddress;

    private async Task<string> Url(string path) => new Uri(await Address(), path).ToString();

    private async Task<HttpClient> HttpClient()
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = Trust.Only(server.Certificate);
        return new HttpClient(handler) { BaseAddress = await Address(), DefaultRequestVersion = HttpVersion.Version20, Timeout = Deadlines.Tool };
    }
}

[Collection(OnAkkaIo.Name)]
public sealed class TlsOnAkkaIo(AkkaIoServer server) : TlsTests(server);

[Collection(OnSockets.Name)]
public sealed class TlsOnSockets(SocketsServer server) : TlsTests(server);
