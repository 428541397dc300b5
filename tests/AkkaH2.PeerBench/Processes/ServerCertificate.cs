using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AkkaH2.PeerBench.Load;

namespace AkkaH2.PeerBench.Processes;

/// <summary>A self-signed ECDSA certificate of localhost and 127.0.0.1, as files for servers and for clients that trust it.</summary>
internal sealed class ServerCertificate
{
    public ServerCertificate(TemporaryFolder folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        (Pfx, Pem) = (folder.File("server.pfx"), folder.File("server.crt"));
        File.WriteAllBytes(Pfx, certificate.Export(X509ContentType.Pkcs12));
        File.WriteAllText(Pem, certificate.ExportCertificatePem());
    }

    /// <summary>The file with the private key, without a password.</summary>
    public string Pfx { get; }

    /// <summary>The file without the private key.</summary>
    public string Pem { get; }
}
