using AkkaH2.PeerBench.Load;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>openssl s_client: handshakes that clients of HTTP/2 do not make.</summary>
public abstract class OpenSslTests(InteropServer server)
{
    private const string NoPreface = "neither the preface of HTTP/2 nor a request\r\n\r\n";
    private const string Http1 = "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

    [ToolFact("openssl")]
    [Trait("RFC 9113", "3.2")]
    public async Task Our_order_decides_in_ALPN()
    {
        var result = await OpenSsl(NoPreface, "-alpn", "http/1.1,h2");

        Assert.Contains("ALPN protocol: h2", result.Output);
    }

    [ToolFact("openssl")]
    [Trait("RFC 9113", "3.2")]
    public async Task A_client_without_ALPN_is_answered_in_HTTP1()
    {
        var result = await OpenSsl(Http1);

        Assert.Contains("No ALPN negotiated", result.Output);
        Assert.Contains("\nHTTP/1.1 ", result.Output);
    }

    [ToolTheory("openssl")]
    [Trait("RFC 9113", "9.2")]
    [InlineData("-tls1")]
    [InlineData("-tls1_1")]
    public async Task Older_versions_than_TLS_1_2_are_refused(string version)
    {
        var result = await OpenSsl(Http1, version, "-cipher", "DEFAULT@SECLEVEL=0");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("alert protocol version", result.Error);
    }

    [ToolTheory("openssl")]
    [InlineData("-tls1_2", "TLSv1.2")]
    [InlineData("-tls1_3", "TLSv1.3")]
    public async Task A_session_is_resumed(string version, string name)
    {
        using var folder = new TemporaryFolder();
        var session = folder.File("session.pem");

        var first = await OpenSsl(Http1, version, "-sess_out", session);
        var second = await OpenSsl(Http1, version, "-sess_in", session);

        Assert.Contains($"New, {name}, Cipher is", first.Output);
        Assert.Contains($"Reused, {name}, Cipher is", second.Output);
        Assert.Contains("\nHTTP/1.1 ", second.Output);
    }

    /// <summary>RFC 5746 would allow it; RFC 9113 and Kestrel do not, and a request behind it is not served.</summary>
    [ToolTheory("openssl")]
    [Trait("RFC 9113", "9.2.1")]
    [InlineData("h2")]
    [InlineData("http/1.1")]
    public async Task Renegotiation_in_TLS_1_2_ends_the_connection(string protocol)
    {
        var result = await Tool.Renegotiate(await server.Process.SecureAddress, "-tls1_2", "-alpn", protocol);

        Assert.Contains($"ALPN protocol: {protocol}", result.Output);
        Assert.Contains("RENEGOTIATING\n", result.Error);
        Assert.NotEqual(0, result.ExitCode);
        using var client = new Client(server.Address);
        Assert.Equal("Hello, World!", await client.GetStringAsync("/"));
    }

    private async Task<ToolResult> OpenSsl(string octets, params string[] arguments) => await Tool.OpenSsl(await server.Process.SecureAddress, octets, arguments);
}

[Collection(OnAkkaIo.Name)]
public sealed class OpenSslOnAkkaIo(AkkaIoServer server) : OpenSslTests(server);

[Collection(OnSockets.Name)]
public sealed class OpenSslOnSockets(SocketsServer server) : OpenSslTests(server);
