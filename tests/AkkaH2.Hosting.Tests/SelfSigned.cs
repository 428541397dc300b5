using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AkkaH2.Hosting.Tests;

internal static class SelfSigned
{
    /// <summary>A certificate for localhost with its key.</summary>
    public static byte[] Pfx(string password)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.Export(X509ContentType.Pkcs12, password);
    }
}
