using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace AkkaH2.Transports.Tls;

/// <summary>What the two sides of a TLS connection agreed on.</summary>
public sealed class TlsInfo
{
    internal TlsInfo(SslStream tls, bool refusesForeignAuthorities)
    {
        Version = tls.SslProtocol;
        CipherSuite = tls.NegotiatedCipherSuite;
        ApplicationProtocol = tls.NegotiatedApplicationProtocol.ToString();
        ServerName = tls.TargetHostName;
        var (ours, theirs) = (tls.LocalCertificate as X509Certificate2, tls.RemoteCertificate as X509Certificate2);
        (ServerCertificate, ClientCertificate) = tls.IsServer ? (ours, theirs) : (theirs, ours);
        Authorities = refusesForeignAuthorities ? ours : null;
    }

    /// <summary>TLS 1.2 or 1.3.</summary>
    public SslProtocols Version { get; }

    /// <summary>The cipher suite.</summary>
    public TlsCipherSuite CipherSuite { get; }

    /// <summary>The protocol that ALPN chose (RFC 7301), such as "h2"; empty if the client did not ask.</summary>
    public string ApplicationProtocol { get; }

    /// <summary>The host that the client asked for (SNI, RFC 6066 §3); empty if it did not say.</summary>
    public string ServerName { get; }

    /// <summary>The certificate that the client showed; null if it showed none, or was not asked (<see cref="TlsOptions.ClientCertificates"/>).</summary>
    public X509Certificate2? ClientCertificate { get; }

    /// <summary>The certificate that the server showed.</summary>
    public X509Certificate2? ServerCertificate { get; }

    /// <summary>The server's certificate, where it names the authorities that are served; null where all are.</summary>
    internal X509Certificate2? Authorities { get; }

    /// <summary>True if the server asked a client that has no certificate for one.</summary>
    internal bool AskedForCertificate { get; init; }
}
