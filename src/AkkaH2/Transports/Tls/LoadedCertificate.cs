using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace AkkaH2.Transports.Tls;

/// <summary>
/// A certificate that is ready for handshakes: made once and never changed. It is not disposed when another one takes its place, since connections still use it.
/// </summary>
/// <param name="Source">Where it came from.</param>
/// <param name="Context">The certificate and its chain.</param>
/// <param name="ServerNames">The hosts that it is shown to.</param>
/// <param name="Contents">The files that it was loaded from.</param>
internal sealed record LoadedCertificate(TlsCertificate Source, SslStreamCertificateContext Context, IReadOnlyList<string> ServerNames, byte[][] Contents)
{
    public X509Certificate2 Certificate => Context.TargetCertificate;

    /// <summary>The first one with a private key is the server's; the others are its chain.</summary>
    /// <exception cref="TlsCertificateException">None has a private key.</exception>
    public static LoadedCertificate Of(TlsCertificate source, X509Certificate2Collection certificates, byte[][] contents)
    {
        var server = certificates.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw new TlsCertificateException(source.Name, "it has no private key");
        var chain = new X509Certificate2Collection(certificates.Where(certificate => certificate != server).ToArray());
        // Offline: no handshake waits for an authority's server.
        var context = SslStreamCertificateContext.Create(server, chain, offline: true);
        return new LoadedCertificate(source, context, source.ServerNames.Count > 0 ? source.ServerNames : NamesOf(server), contents);
    }

    private static string[] NamesOf(X509Certificate2 certificate) => certificate.Extensions
        .OfType<X509SubjectAlternativeNameExtension>()
        .SelectMany(names => names.EnumerateDnsNames())
        .DefaultIfEmpty(certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false))
        .ToArray();
}
