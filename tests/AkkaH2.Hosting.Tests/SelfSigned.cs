using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AkkaH2.Hosting.Tests;

internal static class SelfSigned
{
    /// <summary>A certificate for localhost with its key.</summary>
    public static byte[] Pfx(string password)
    {
        using var certificate = New(DateTimeOffset.UtcNow.AddDays(1));
        return certificate.Export(X509ContentType.Pkcs12, password);
    }

    /// <summary>One that is no longer valid.</summary>
    public static X509Certificate2 Expired() => New(DateTimeOffset.UtcNow.AddHours(-1));

    private static X509Certificate2 New(DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), until);
    }
}
