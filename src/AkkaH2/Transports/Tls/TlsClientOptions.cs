using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using AkkaH2.Configuration;

namespace AkkaH2.Transports.Tls;

/// <summary>
/// How a client speaks TLS: <c>akka.h2.client.tls</c> as it was read, whose meaning and defaults stand in reference.conf. A program changes what it wants:
/// <c>settings with { Tls = settings.Tls with { Authorities = TlsCertificate.ReadAuthorities("ca.pem") } }</c>.
/// </summary>
public sealed record TlsClientOptions
{
    internal TlsClientOptions(SettingsReader read)
    {
        MinimumVersion = read.Choice("minimum-version", ("1.2", SslProtocols.Tls12), ("1.3", SslProtocols.Tls13));
        if (read.OptionalText("authorities") is { } path)
            Authorities = TlsCertificate.ReadAuthorities(path);
        Certificate = TlsCertificateSettings.ReadOptional(read.Below("certificate"));
        CheckRevocation = read.Flag("check-revocation");
        HandshakeTimeout = read.Time("handshake-timeout");
    }

    /// <summary><see cref="SslProtocols.Tls12"/> or <see cref="SslProtocols.Tls13"/>.</summary>
    public SslProtocols MinimumVersion { get; init; }

    /// <summary>Authorities, or self-signed certificates of servers, that are trusted beside those that the machine trusts.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>The client's own certificate, for servers that ask for one; null if it has none. One of a file is loaded again when the file has changed.</summary>
    public TlsCertificate? Certificate { get; init; }

    /// <summary>True if the server's certificate is looked up in the revocation lists of its authorities, over the network.</summary>
    public bool CheckRevocation { get; init; }

    /// <summary>Time for the handshake, which is part of the time to connect.</summary>
    public TimeSpan HandshakeTimeout { get; init; }

    /// <summary>The host that the server is asked for (SNI, RFC 6066 §3) and that its certificate has to name; the origin's if null.</summary>
    public string? ServerName { get; init; }

    /// <summary>
    /// Decides alone whether the server's certificate is accepted, whatever is wrong with it: gets it, its chain, and what was found wrong. One that returns
    /// true for everything gives the connection to anybody in between. Runs during the handshake, so it must not block.
    /// </summary>
    public Func<X509Certificate2, X509Chain?, SslPolicyErrors, bool>? InsecureValidation { get; init; }

    /// <summary>These options for tests and development: every certificate is accepted, so anybody in between can read and change what is sent.</summary>
    public TlsClientOptions InsecurelyAcceptingAnyCertificate() => this with { InsecureValidation = static (_, _, _) => true };
}
