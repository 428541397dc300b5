using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AkkaH2.PeerBench.Load;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>A server that serves only clients with a certificate of its authority.</summary>
public abstract class ClientCertificateTests(InteropServer server) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task HttpClient_shows_its_certificate()
    {
        await using var asking = await StartAsync();
        using var alice = await HttpClient(asking, Alice());
        using var nobody = await HttpClient(asking, null);

        Assert.Equal("Hello, World!", await alice.GetStringAsync("/"));
        await Assert.ThrowsAsync<HttpRequestException>(() => nobody.GetStringAsync("/"));
    }

    [ToolFact("curl")]
    public async Task Curl_shows_its_certificate()
    {
        await using var asking = await StartAsync();
        var (certificate, key) = (_folder.File("alice.crt"), _folder.File("alice.key"));
        using var alice = Alice();
        await File.WriteAllTextAsync(certificate, alice.ExportCertificatePem());
        await File.WriteAllTextAsync(key, alice.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var url = (await asking.SecureAddress).ToString();

        var shown = await Tool.Curl("--cacert", server.Certificate, "--http2", "--cert", certificate, "--key", key, url);
        var without = await Tool.Curl("--cacert", server.Certificate, "--http2", url);

        Assert.Equal("Hello, World!\n2 200 13", shown.Output);
        Assert.NotEqual(0, without.ExitCode);
    }

    [ToolFact("openssl")]
    public async Task No_session_is_resumed_where_a_certificate_is_asked_for()
    {
        await using var asking = await StartAsync(mode: "allow");
        var session = _folder.File("session.pem");
        const string Request = "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

        await Tool.OpenSsl(await server.Process.SecureAddress, Request, "-tls1_2", "-sess_out", session);
        var result = await Tool.OpenSsl(await asking.SecureAddress, Request, "-tls1_2", "-sess_in", session);

        Assert.Contains("New, TLSv1.2, Cipher is", result.Output);
    }

    public void Dispose() => _folder.Dispose();

    private readonly X509Certificate2 _authority = Certificate("clients", issuer: null);

    private async Task<ServerProcess> StartAsync(string mode = "require")
    {
        var (pem, config) = (_folder.File("clients.pem"), _folder.File("asking.conf"));
        await File.WriteAllTextAsync(pem, _authority.ExportCertificatePem());
        await File.WriteAllTextAsync(config, $"akka.h2.tls {{ client-certificates = {mode}, client-authorities = \"{pem}\" }}");
        return await server.StartAnotherAsync("--config", config);
    }

    private async Task<HttpClient> HttpClient(ServerProcess asking, X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = Trust.Only(server.Certificate);
        if (certificate is not null)
            handler.SslOptions.ClientCertificates = [certificate];
        return new HttpClient(handler) { BaseAddress = await asking.SecureAddress, DefaultRequestVersion = HttpVersion.Version20, Timeout = Deadlines.Tool };
    }

    private X509Certificate2 Alice() => Certificate("alice", _authority);

    private static X509Certificate2 Certificate(string subject, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: issuer is null, hasPathLengthConstraint: false, 0, critical: true));
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        if (issuer is null)
            return request.CreateSelfSigned(from, to);
        using var issued = request.Create(issuer, from, issuer.NotAfter, RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }
}

[Collection(OnAkkaIo.Name)]
public sealed class ClientCertificateOnAkkaIo(AkkaIoServer server) : ClientCertificateTests(server);

[Collection(OnSockets.Name)]
public sealed class ClientCertificateOnSockets(SocketsServer server) : ClientCertificateTests(server);
